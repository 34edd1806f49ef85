//! The contract, the JSON Schema of the Rust types, and serde accept the same instances of each schema: the contract's examples, and thousands of
//! generated instances, valid and mutated. A difference that is not in `exceptions.rs`, with its reason, fails a test.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod examples;
mod exceptions;
mod generate;
#[rustfmt::skip]
mod generated {
    pub(crate) mod readers;
}
mod judges;
mod mutate;
mod record;
mod repair;

use std::collections::BTreeMap;
use std::thread;

use agentspec_tests::contract;
use fastrand::Rng;

use exceptions::{Cause, EXCEPTIONS, Exception};
use judges::{Judges, Verdicts};
use record::Record;

/// The seed, which is fixed, so that each run has the same instances.
const SEED: u64 = 20_260_115;
const VALID: usize = 2_000;
const MUTATED: usize = 10_000;

/// The number of differences that are shown, the shortest first.
const SHOWN: usize = 10;

/// The result for one schema.
#[derive(Default)]
struct Outcome {
    judged: usize,
    /// The number of differences that each exception explains by itself.
    excepted: BTreeMap<&'static str, usize>,
    /// Descriptions of the unexplained differences.
    unnamed: Vec<String>,
}

#[derive(PartialEq)]
enum Origin {
    /// An example, or generated from the schema: valid.
    Contract,
    /// Mutated: valid or not.
    Mutation,
}

fn schema_names() -> Vec<&'static str> {
    contract()["components"]["schemas"].as_object().expect("schemas").keys().map(String::as_str).collect()
}

#[test]
fn every_schema_of_the_contract_has_three_judges() {
    for name in schema_names() {
        Judges::of(name).unwrap_or_else(|lacking| panic!("{lacking}"));
    }
}

#[test]
fn every_difference_is_an_exception_and_every_exception_occurs() {
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let running: Vec<_> = schema_names().into_iter().map(|name| scope.spawn(|| judge(name))).collect();
        running.into_iter().map(|outcome| outcome.join().expect("a schema is judged")).collect()
    });
    let mut unnamed: Vec<_> = outcomes.iter().flat_map(|outcome| &outcome.unnamed).map(String::as_str).collect();
    unnamed.sort_by_key(|difference| difference.len());
    let shown = unnamed.iter().take(SHOWN).copied().collect::<Vec<_>>().join("\n\n");
    assert!(unnamed.is_empty(), "{} differences are not in tests/agree/exceptions.rs, among them:\n\n{shown}", unnamed.len());
    println!("{} instances of {} schemas", outcomes.iter().map(|outcome| outcome.judged).sum::<usize>(), outcomes.len());
    for Exception { name, reason, .. } in &EXCEPTIONS {
        let times: usize = outcomes.iter().filter_map(|outcome| outcome.excepted.get(name)).sum();
        println!("{name}, {times} times: {reason}");
        assert!(times > 0, "no instance needs the exception {name:?}: remove it");
    }
}

/// Judges the examples and the generated instances of a schema, and records the verdicts of serde.
fn judge(name: &str) -> Outcome {
    let judges = Judges::of(name).unwrap();
    let mut outcome = Outcome::default();
    let mut record = Record::default();
    let mut rng = Rng::with_seed(SEED);
    let mut instances: Vec<_> = examples::of(name).into_iter().map(|example| (example, Origin::Contract)).collect();
    instances.extend((0..VALID).map(|_| (generate::instance(judges.schema(), &mut rng), Origin::Contract)));
    instances.extend((0..MUTATED).map(|_| {
        let valid = generate::instance(judges.schema(), &mut rng);
        (mutate::mutate(valid, &mut rng), Origin::Mutation)
    }));
    for (instance, origin) in instances {
        let verdicts = judges.judge(&instance);
        if origin == Origin::Contract {
            assert_eq!(verdicts, Verdicts::ACCEPTED, "a valid instance is refused:\n{}", judges.explain(&instance));
        }
        if !verdicts.agree() {
            match exceptions::cause(&judges, &instance, verdicts) {
                Cause::One(name) => *outcome.excepted.entry(name).or_default() += 1,
                Cause::Several => {}
                Cause::Unknown => outcome.unnamed.push(judges.explain(&instance)),
            }
        }
        record.add(&instance, verdicts.serde);
        outcome.judged += 1;
    }
    record.write(name);
    outcome
}
