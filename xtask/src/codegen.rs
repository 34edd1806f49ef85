//! `cargo xtask codegen`: writes what is generated from `openapi.yaml`, or checks that it is as it would be written.

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
    let contract_path = root.join("openapi.yaml");
    let contract = fs::read_to_string(&contract_path).map_err(|error| format!("{}: {error}", contract_path.display()))?;
    let artefacts = [Artefact { path: "agentspec-client/src/snapshot.rs", content: generate::generate(&contract)? }];
    match mode {
        Mode::Write => artefacts.iter().try_for_each(|artefact| write(&root, artefact)),
        Mode::Check => check(&root, &artefacts),
    }
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
    let mut stale = 0;
    for artefact in artefacts {
        let current = fs::read_to_string(root.join(artefact.path)).unwrap_or_default();
        if current != artefact.content {
            stale += 1;
            eprintln!("stale: {}\n{}", artefact.path, short_diff(&current, &artefact.content));
        }
    }
    match stale {
        0 => {
            println!("all {} generated files are as openapi.yaml makes them", artefacts.len());
            Ok(())
        }
        _ => {
            Err(format!("{stale} generated files are not as openapi.yaml makes them; run `cargo xtask codegen` and commit what it writes")
                .into())
        }
    }
}

fn short_diff(current: &str, due: &str) -> String {
    const LINES: usize = 20;
    let diff = TextDiff::from_lines(current, due).unified_diff().context_radius(1).to_string();
    let mut short: String = diff.lines().take(LINES).map(|line| format!("  {line}\n")).collect();
    let left_out = diff.lines().count().saturating_sub(LINES);
    if left_out > 0 {
        short.push_str(&format!("  ({left_out} more lines of difference)\n"));
    }
    short
}
