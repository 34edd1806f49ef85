//! The readers of all languages against the slow reader: see `README.md` here.

mod case;
mod language;
mod program;
mod rust;
mod slow;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use agentspec_tests::reference::json as slow_json;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestCaseResult, TestRng, TestRunner};
use serde_json::{Value, json};

use self::case::{Case, case};
use self::language::{Language, spelled};
use self::program::Program;
use crate::cases;

/// How many cases are generated from one seed.
const CASES: u32 = 250;
/// How many seeds a run without a duration takes.
const ROUNDS: u64 = 2;

/// The nesting depth of an outcome: more than that of an event in it.
const DEPTH: usize = 200;

/// A `retry` from there on is only known to be long.
const LONG_RETRY: f64 = 9_007_199_254_740_992.0;

#[test]
fn the_reader_of_a_language_agrees_with_the_slow_reader_however_a_stream_is_cut() {
    let language = Language::named(&variable("AGENTSPEC_READER").unwrap_or_else(|| "Rust".to_owned()));
    let command = variable("AGENTSPEC_READER_COMMAND").map(|command| serde_json::from_str::<Vec<String>>(&command).expect("a JSON array"));
    let program = command.map(|command| RefCell::new(Program::start(&command)));
    let duration = number("AGENTSPEC_READER_SECONDS").map(Duration::from_secs);
    let seed = number("AGENTSPEC_READER_SEED").unwrap_or_else(|| if duration.is_some() { fastrand::u64(..) } else { 1 });
    println!("AGENTSPEC_READER_SEED={seed}, the reader of {}", language.name);
    let (start, mut rounds) = (Instant::now(), 0);
    while duration.map_or(rounds < ROUNDS, |duration| rounds == 0 || start.elapsed() < duration) {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&rounds.to_le_bytes());
        let config = Config { failure_persistence: None, max_shrink_iters: 2_000, ..cases(CASES) };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let result = runner.run(&case(), |case| agree(language, program.as_ref(), &case));
        result.unwrap_or_else(|error| panic!("AGENTSPEC_READER_SEED={seed}, round {rounds}: {error}"));
        rounds += 1;
    }
    println!("{} streams, each cut in up to 99 ways, are read alike", rounds * u64::from(CASES));
}

fn agree(language: &Language, program: Option<&RefCell<Program>>, case: &Case) -> TestCaseResult {
    // The slow reader knows no limits.
    let expected = if case.limit.is_some() { rust::outcome(case, &[]) } else { slow::outcome(case, language) };
    let Some(program) = program else {
        return case.cuts.iter().try_for_each(|lengths| compare(language, rust::outcome(case, lengths), &expected, lengths));
    };
    let outcomes = program.borrow_mut().ask(&case.request(), case.cuts.len()).map_err(TestCaseError::fail)?;
    let mut last = None;
    for (line, lengths) in outcomes.iter().zip(&case.cuts) {
        // Most are the same text: it is read once.
        if last.replace(line) != Some(line) {
            let actual = slow_json::parse_nested(line, DEPTH)
                .map(slow_json::rounded)
                .map_err(|error| TestCaseError::fail(format!("{error}: {line}")))?;
            compare(language, actual, &expected, lengths)?;
        }
    }
    Ok(())
}

fn compare(language: &Language, mut actual: Value, expected: &Value, lengths: &[usize]) -> TestCaseResult {
    let mut expected = expected.clone();
    shorten(&mut actual);
    shorten(&mut expected);
    for (index, item) in expected.get_mut("events").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
        // Of several problems of an event, each language may tell another.
        let path = &actual["events"][index]["path"];
        if item.get("paths").and_then(Value::as_array).is_some_and(|paths| paths.contains(path)) {
            *item = json!({ "error": "decode", "path": path });
        }
    }
    let (actual, expected) = (spelled(&language.arranged(actual)), spelled(&language.arranged(expected)));
    if actual == expected {
        return Ok(());
    }
    Err(TestCaseError::fail(format!("in pieces of {lengths:?}\n  expected {expected}\n  actual   {actual}")))
}

/// Reduces what a language may tell differently: what follows a frame beyond the limit, and a `retry` of a hundred thousand years.
fn shorten(outcome: &mut Value) {
    if outcome.get("too_large") == Some(&true.into()) {
        *outcome = json!({ "frames": outcome["frames"], "too_large": true });
    }
    if outcome.get("retry").and_then(Value::as_f64).is_some_and(|retry| retry >= LONG_RETRY) {
        outcome["retry"] = LONG_RETRY.into();
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn number(name: &str) -> Option<u64> {
    variable(name).map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}
