//! `cargo xtask fault-report`: writes docs/faults.md, the table of faults with the tests that prove each row, from what the tests last printed.

mod report;
mod table;

use std::fs;

use similar::TextDiff;

use crate::Result;
use crate::codegen::Mode;
use crate::test_output::{self, Language};
use crate::workspace::{root, skip};
use crate::{go, python, typescript};

const TABLE: &str = "tests/faults/table.yaml";
const DOCUMENT: &str = "docs/faults.md";

pub(crate) fn run(mode: Mode) -> Result<()> {
    let path = root().join(DOCUMENT);
    let due = document()?;
    let current = fs::read_to_string(&path).unwrap_or_default();
    if current == due {
        println!("unchanged  {DOCUMENT}");
        return Ok(());
    }
    match mode {
        Mode::Write => {
            fs::write(&path, due).map_err(|error| format!("{DOCUMENT}: {error}"))?;
            println!("written    {DOCUMENT}");
            Ok(())
        }
        Mode::Check => {
            let diff = TextDiff::from_lines(&current, &due).unified_diff().context_radius(0).to_string();
            Err(format!("{DOCUMENT} is not what the tests say: run `cargo xtask fault-report` and commit what it writes.\n{diff}").into())
        }
    }
}

/// As `run` with `--check`, if every language has been tested since [`test_output::forget`].
pub(crate) fn check_after_tests() -> Result<()> {
    for (language, needed) in [(Language::Python, python::NEEDED), (Language::TypeScript, typescript::NEEDED), (Language::Go, go::NEEDED)] {
        if !test_output::is_there(language) {
            return skip(DOCUMENT, needed);
        }
    }
    run(Mode::Check)
}

fn document() -> Result<String> {
    let rows = fs::read_to_string(root().join(TABLE)).map_err(|error| format!("{TABLE}: {error}"))?;
    let tests = |language| Ok((language, report::read(language, &test_output::read(language)?)));
    table::document(&table::read(&rows)?, &Language::ALL.map(tests).into_iter().collect::<Result<Vec<_>>>()?)
}

#[cfg(test)]
mod tests;
