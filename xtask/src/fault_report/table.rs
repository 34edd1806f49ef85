//! The rows, joined to the tests that prove them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Deserialize;

use super::TABLE;
use super::report::{End, Test};
use crate::Result;
use crate::codegen::yaml;
use crate::test_output::Language;

const HEAD: &str = "\
# Faults

This table lists the faults between a client and a server, and how the clients of every language handle them. The kind is the error's `kind()`. The
outcome, `outcome()`, is what is known of the request: it was not sent, it was rejected, it may have run (`Unknown`), or it began to answer and
broke off (`Partial`). *Retried* is the default behaviour.

The right columns name the modules with the tests that prove a row, in `tests/`, `sdks/python/tests/`, `sdks/typescript/tests/` and `sdks/go/`.
The name of such a test begins with `fault_` and the row's number, in Python with `test_fault_`, in Go with `TestFault`.
`cargo xtask fault-report` writes this file from the output of the tests, if each row has a passing test in every language.

| # | fault | kind, outcome | retried | Rust | Python | TypeScript | Go |
|---|---|---|---|---|---|---|---|
";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    #[serde(rename = "row")]
    number: u32,
    fault: String,
    outcome: String,
    retried: String,
}

pub(super) fn read(yaml: &str) -> Result<Vec<Row>> {
    let rows: Vec<Row> = yaml::read(yaml).map_err(|error| format!("{TABLE}: {error}"))?;
    match rows.iter().zip(1..).find(|(row, due)| row.number != *due) {
        Some((row, due)) => Err(format!("{TABLE}: expected row {due}, got row {}", row.number).into()),
        None => Ok(rows),
    }
}

/// docs/faults.md.
///
/// # Errors
/// A row that no test of a language proves, a test of no row, a test that failed: all of them are named.
pub(super) fn document(rows: &[Row], reports: &[(Language, Vec<Test>)]) -> Result<String> {
    let problems: Vec<_> = reports.iter().flat_map(|(language, tests)| problems(*language, rows, tests)).collect();
    if !problems.is_empty() {
        return Err(format!("the tests do not prove each row of {TABLE}:\n  {}", problems.join("\n  ")).into());
    }
    let mut document = HEAD.to_owned();
    for Row { number, fault, outcome, retried } in rows {
        let _ = write!(document, "| {number} | {fault} | {outcome} | {retried} |");
        for (_, tests) in reports {
            let modules: BTreeSet<_> = proofs(tests, *number).map(|test| format!("`{}`", test.module)).collect();
            let _ = write!(document, " {} |", modules.into_iter().collect::<Vec<_>>().join(", "));
        }
        document.push('\n');
    }
    Ok(document)
}

fn proofs(tests: &[Test], row: u32) -> impl Iterator<Item = &Test> {
    tests.iter().filter(move |test| test.row == row && test.end == End::Passed)
}

fn problems(language: Language, rows: &[Row], tests: &[Test]) -> Vec<String> {
    let language = language.name();
    let mut problems = Vec::new();
    for Test { row, name, end, .. } in tests {
        if *end == End::Failed {
            problems.push(format!("{language}: {name} did not pass"));
        }
        if rows.iter().all(|known| known.number != *row) {
            problems.push(format!("{language}: {name} is the test of row {row}, which is not there"));
        }
    }
    let unproven: Vec<_> = rows.iter().filter(|row| proofs(tests, row.number).next().is_none()).map(|row| row.number.to_string()).collect();
    if !unproven.is_empty() {
        problems.push(format!("{language}: no test that passed has the number of row {}", unproven.join(", ")));
    }
    problems
}
