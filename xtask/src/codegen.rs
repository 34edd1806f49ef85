//! `cargo xtask codegen`: writes what is generated from `openapi.yaml`, or checks that it is as it would be written.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::{Result, workspace};

#[path = "../../agentspec-client/generate.rs"]
mod generate;

/// What to do with the generated files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    /// Write those that differ.
    Write,
    /// Fail, naming those that differ.
    Check,
}

struct Artefact {
    path: &'static str,
    content: String,
}

pub(crate) fn run(mode: Mode) -> Result<()> {
    let root = workspace::root();
    let path = root.join("openapi.yaml");
    let contract = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let artefacts = artefacts(&contract)?;
    match mode {
        Mode::Write => artefacts.iter().try_for_each(|artefact| write(&root, artefact)),
        Mode::Check => check(&root, &artefacts),
    }
}

/// What the contract makes.
fn artefacts(contract: &str) -> Result<Vec<Artefact>> {
    Ok(vec![Artefact { path: "agentspec-client/src/snapshot.rs", content: generate::generate(contract)? }])
}

fn write(root: &Path, artefact: &Artefact) -> Result<()> {
    let path = root.join(artefact.path);
    if fs::read_to_string(&path).is_ok_and(|current| current == artefact.content) {
        println!("unchanged  {}", artefact.path);
        return Ok(());
    }
    // Renamed into place, so that an interrupted run leaves no half-written source.
    let temporary = PathBuf::from(format!("{}.new", path.display()));
    fs::write(&temporary, &artefact.content).map_err(|error| format!("{}: {error}", temporary.display()))?;
    fs::rename(&temporary, &path).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("written    {}", artefact.path);
    Ok(())
}

fn check(root: &Path, artefacts: &[Artefact]) -> Result<()> {
    let mut stale = String::new();
    for artefact in artefacts {
        let current = fs::read_to_string(root.join(artefact.path)).unwrap_or_default();
        if current != artefact.content {
            let _ = writeln!(stale, "stale: {}\n{}", artefact.path, short_diff(&current, &artefact.content));
        }
    }
    if stale.is_empty() {
        println!("all {} generated files are as openapi.yaml makes them", artefacts.len());
        return Ok(());
    }
    Err(format!("{stale}Generated files are not as openapi.yaml makes them: run `cargo xtask codegen` and commit what it writes.").into())
}

fn short_diff(current: &str, due: &str) -> String {
    const LINES: usize = 20;
    let diff = TextDiff::from_lines(current, due).unified_diff().context_radius(1).to_string();
    let mut lines = diff.lines();
    let mut short = String::new();
    for line in lines.by_ref().take(LINES) {
        let _ = writeln!(short, "  {line}");
    }
    let left_out = lines.count();
    if left_out > 0 {
        let _ = writeln!(short, "  ({left_out} more lines of difference)");
    }
    short
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    const CONTRACT: &str = include_str!("../../openapi.yaml");

    #[test]
    fn the_snapshot_is_as_the_contract_makes_it() {
        check(&workspace::root(), &artefacts(CONTRACT).unwrap()).unwrap();
    }

    #[test]
    fn a_changed_contract_makes_the_snapshot_stale_and_the_message_shows_how_to_mend_it() {
        for (before, after) in [
            ("        turn: {", "        turn_number: {"),
            ("x-extensible-enum: [ready, running]", "x-extensible-enum: [ready, running, stopped]"),
            ("title: Done\n", "title: Finished\n"),
            ("operationId: invoke_agent", "operationId: ask_agent"),
        ] {
            let changed = CONTRACT.replace(before, after);
            assert_ne!(changed, CONTRACT, "{before}");
            let error = check(&workspace::root(), &artefacts(&changed).unwrap()).unwrap_err().to_string();
            for told in ["stale: agentspec-client/src/snapshot.rs", "\n  +", "cargo xtask codegen"] {
                assert!(error.contains(told), "{before}: {error}");
            }
        }
    }

    #[test]
    fn a_contract_that_is_none_is_refused_with_the_file_and_the_place() {
        let error = artefacts("openapi: 3.0.3\npaths: [").err().unwrap().to_string();
        assert!(error.starts_with("openapi.yaml: ") && error.contains("line"), "{error}");
        let nameless = CONTRACT.replace("      operationId: list_agents\n", "");
        let error = artefacts(&nameless).err().unwrap().to_string();
        assert!(error.contains("get /v1/agents has no operationId"), "{error}");
    }

    #[test]
    fn a_long_difference_is_cut_and_says_so() {
        let text = "line\n".repeat(100);
        let diff = short_diff("", &text);
        assert!(diff.contains("more lines of difference"), "{diff}");
        assert!(diff.lines().count() < 30);
    }
}
