//! `cargo xtask faults`: writes docs/faults.md, the table of faults with the tests that prove each row, from what the tests last printed.

mod report;
mod table;

use std::fs;
use std::path::PathBuf;

use similar::TextDiff;

use crate::Result;
use crate::codegen::Mode;
use crate::python::NEEDED;
use crate::workspace::{root, skip};

const TABLE: &str = "tests/faults/table.yaml";
const DOCUMENT: &str = "docs/faults.md";

/// Whose tests they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Language {
    Rust,
    Python,
}

impl Language {
    const ALL: [Self; 2] = [Self::Rust, Self::Python];

    fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Python => "Python",
        }
    }

    /// What runs these tests and keeps their report.
    fn command(self) -> &'static str {
        match self {
            Self::Rust => "cargo xtask test",
            Self::Python => "cargo xtask python",
        }
    }

    fn report(self) -> PathBuf {
        root().join("target/faults").join(self.name().to_lowercase()).with_extension("txt")
    }
}

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
            Err(format!("{DOCUMENT} is not what the tests say: run `cargo xtask faults` and commit what it writes.\n{diff}").into())
        }
    }
}

/// As `run` with `--check`, where both languages have been tested.
pub(crate) fn check_after_tests() -> Result<()> {
    if Language::Python.report().exists() { run(Mode::Check) } else { skip(DOCUMENT, NEEDED) }
}

/// Keeps what `tests` print, in place of what they printed before.
///
/// # Errors
/// They failed: then nothing is kept.
pub(crate) fn keep(language: Language, tests: impl FnOnce() -> Result<String>) -> Result<()> {
    let path = language.report();
    if path.exists() {
        fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let printed = tests()?;
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(&path, printed).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn document() -> Result<String> {
    let rows = fs::read_to_string(root().join(TABLE)).map_err(|error| format!("{TABLE}: {error}"))?;
    let mut reports = Vec::new();
    for language in Language::ALL {
        let printed = fs::read_to_string(language.report());
        let printed =
            printed.map_err(|_| format!("there is no report of the tests in {}: run `{}`", language.name(), language.command()))?;
        reports.push((language, report::read(language, &printed)));
    }
    table::document(&table::read(&rows)?, &reports)
}

#[cfg(test)]
mod tests;
