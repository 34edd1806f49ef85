//! What the tests of each language printed when they last passed.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::Result;
use crate::workspace::root;

/// The language of tests.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Language {
    Rust,
    Python,
    TypeScript,
    Go,
}

impl Language {
    pub(crate) const ALL: [Self; 4] = [Self::Rust, Self::Python, Self::TypeScript, Self::Go];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Python => "Python",
            Self::TypeScript => "TypeScript",
            Self::Go => "Go",
        }
    }

    /// The command that runs these tests and keeps their output.
    fn command(self) -> &'static str {
        match self {
            Self::Rust => "cargo xtask test",
            Self::Python => "cargo xtask python",
            Self::TypeScript => "cargo xtask typescript",
            Self::Go => "cargo xtask go",
        }
    }

    fn file(self, folder: &Path) -> PathBuf {
        folder.join(self.name().to_lowercase()).with_extension("txt")
    }
}

fn folder() -> PathBuf {
    root().join("target/test-output")
}

/// Returns what the tests of `language` last printed.
///
/// # Errors
/// They have not passed since they were last started.
pub(crate) fn read(language: Language) -> Result<String> {
    let printed = fs::read_to_string(language.file(&folder()));
    printed.map_err(|_| format!("there is no output of the tests in {}: run `{}`", language.name(), language.command()).into())
}

pub(crate) fn is_there(language: Language) -> bool {
    language.file(&folder()).exists()
}

/// Keeps what `tests` print, and removes what they printed before.
///
/// # Errors
/// The tests failed: then nothing is kept.
pub(crate) fn keep(language: Language, tests: impl FnOnce() -> Result<String>) -> Result<()> {
    keep_in(&folder(), language, tests)
}

fn keep_in(folder: &Path, language: Language, tests: impl FnOnce() -> Result<String>) -> Result<()> {
    let path = language.file(folder);
    remove(&path)?;
    let printed = tests()?;
    fs::create_dir_all(folder)?;
    fs::write(&path, printed).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Removes what all tests printed before, so that what is there in the end is of this run.
pub(crate) fn forget() -> Result<()> {
    forget_in(&folder())
}

fn forget_in(folder: &Path) -> Result<()> {
    Language::ALL.iter().try_for_each(|language| remove(&language.file(folder)))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(format!("{}: {error}", path.display()).into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::{env, process};

    use super::*;

    #[test]
    fn the_output_is_of_the_last_run_or_not_there() {
        let folder = env::temp_dir().join(format!("agentspec-test-output-{}", process::id()));
        let kept = || Language::ALL.map(|language| fs::read_to_string(language.file(&folder)).ok());
        forget_in(&folder).unwrap();
        for language in Language::ALL {
            keep_in(&folder, language, || Ok("old".to_owned())).unwrap();
        }
        assert_eq!(kept(), Language::ALL.map(|_| Some("old".to_owned())));
        keep_in(&folder, Language::Rust, || Err("a test failed".into())).unwrap_err();
        assert_eq!(kept(), [None, Some("old".to_owned()), Some("old".to_owned()), Some("old".to_owned())]);
        forget_in(&folder).unwrap();
        assert_eq!(kept(), [None, None, None, None]);
        fs::remove_dir(&folder).unwrap();
    }
}
