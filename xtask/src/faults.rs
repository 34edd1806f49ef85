//! `cargo xtask faults`: writes docs/faults.md, the table of faults with the tests that prove each row, from what the tests last printed.

mod report;
mod table;

use std::path::{Path, PathBuf};
use std::{fs, io};

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

    /// The report of its tests, in the folder of reports.
    fn report(self, reports: &Path) -> PathBuf {
        reports.join(self.name().to_lowercase()).with_extension("txt")
    }
}

fn reports() -> PathBuf {
    root().join("target/faults")
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

/// As `run` with `--check`, where both languages have been tested since [`forget`].
pub(crate) fn check_after_tests() -> Result<()> {
    if Language::Python.report(&reports()).exists() { run(Mode::Check) } else { skip(DOCUMENT, NEEDED) }
}

/// Keeps what `tests` print, in place of what they printed before.
///
/// # Errors
/// They failed: then nothing is kept.
pub(crate) fn keep(language: Language, tests: impl FnOnce() -> Result<String>) -> Result<()> {
    keep_in(&reports(), language, tests)
}

fn keep_in(reports: &Path, language: Language, tests: impl FnOnce() -> Result<String>) -> Result<()> {
    let path = language.report(reports);
    remove(&path)?;
    let printed = tests()?;
    fs::create_dir_all(reports)?;
    fs::write(&path, printed).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Forgets what all tests printed before, so that what is there in the end is of this run.
pub(crate) fn forget() -> Result<()> {
    forget_in(&reports())
}

fn forget_in(reports: &Path) -> Result<()> {
    Language::ALL.iter().try_for_each(|language| remove(&language.report(reports)))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(format!("{}: {error}", path.display()).into()),
        _ => Ok(()),
    }
}

fn document() -> Result<String> {
    let rows = fs::read_to_string(root().join(TABLE)).map_err(|error| format!("{TABLE}: {error}"))?;
    let folder = reports();
    let mut reports = Vec::new();
    for language in Language::ALL {
        let printed = fs::read_to_string(language.report(&folder));
        let printed =
            printed.map_err(|_| format!("there is no report of the tests in {}: run `{}`", language.name(), language.command()))?;
        reports.push((language, report::read(language, &printed)));
    }
    table::document(&table::read(&rows)?, &reports)
}

#[cfg(test)]
mod tests;
