//! `cargo xtask compat`: reports the changes of the contract and the published crates that affect clients of an earlier revision.

mod alternatives;
mod answers;
mod document;
mod errors;
mod extensions;
mod limits;
mod operations;
mod report;
mod schema;
mod server;
mod spot;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests;

use std::fs;
use std::process::Command;

use document::Document;
use report::{Report, Verdict};

use crate::workspace::{output, root, step};
use crate::{Result, tools};

const CARGO_SEMVER_CHECKS: &str = "0.51.0";

const FIX: &str = "\
Keep the old name, field or type, or announce the break: raise info.version of openapi.yaml, its minor part while it is 0.x, else its major part.";

/// Compares the working tree with the revision `base`.
///
/// # Errors
/// If `base` is not a revision with a contract, or a breaking change is not announced by the version.
pub(crate) fn run(base: &str) -> Result<()> {
    let commit = commit(base)?;
    let contract = contract(base, &commit)?;
    let crates = crates(base, &commit);
    match (contract, crates) {
        (Ok(()), crates) => crates,
        (contract, Ok(())) => contract,
        (Err(contract), Err(crates)) => Err(format!("{contract}\n{crates}").into()),
    }
}

/// Returns the commit that `base` refers to.
fn commit(base: &str) -> Result<String> {
    let mut command = git();
    command.args(["rev-parse", "--verify", "--quiet", "--end-of-options"]).arg(format!("{base}^{{commit}}"));
    let output = command.output().map_err(|error| format!("git: cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("there is no revision {base:?}: give a branch, a tag or a commit, as in --base origin/main").into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Prints the changes of the contract. The inner result is an error if they break clients without an announcement.
fn contract(base: &str, commit: &str) -> Result<Result<()>> {
    let text = output("git show", git().args(["show", &format!("{commit}:./openapi.yaml")]))
        .map_err(|error| format!("{base} has no openapi.yaml: give a later revision\n{error}"))?;
    let old = Document::parse(base, &text)?;
    let path = root().join("openapi.yaml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let new = Document::parse("the working tree", &text)?;

    let report = operations::compare(&old, &new);
    for line in report.lines() {
        println!("{line}");
    }
    if report.texts() > 0 {
        println!("{} changed texts (descriptions, examples and similar), which do not affect requests or responses", report.texts());
    }
    println!("{}", summary(&report, base));
    if report.count(Verdict::Breaking) == 0 {
        return Ok(Ok(()));
    }
    Ok(judge(old.version()?, new.version()?))
}

fn summary(report: &Report, base: &str) -> String {
    let breaking = report.count(Verdict::Breaking);
    let compatible = report.count(Verdict::Compatible);
    format!("{breaking} breaking, {compatible} compatible changes of openapi.yaml since {base}")
}

/// Checks that the version announces a breaking change.
fn judge(old: [u64; 3], new: [u64; 3]) -> Result<()> {
    let [from, to] = [old, new].map(|[major, minor, patch]| format!("{major}.{minor}.{patch}"));
    if announces(old, new) {
        println!("info.version announces the break: it was {from} and is {to}");
        return Ok(());
    }
    Err(format!("openapi.yaml breaks clients, and its info.version, which was {from} and is {to}, does not announce it. {FIX}").into())
}

/// Returns whether the first non-zero part of the version was raised, as in Cargo's rules for 0.x.
fn announces([old_major, old_minor, _]: [u64; 3], [major, minor, _]: [u64; 3]) -> bool {
    major > old_major || (old_major == 0 && major == 0 && minor > old_minor)
}

/// Checks the published crates, without `codegen`, which gives the same code but requires building the generator twice.
fn crates(base: &str, commit: &str) -> Result<()> {
    let mut command = tools::pinned("cargo-semver-checks", CARGO_SEMVER_CHECKS)?;
    command.args(["semver-checks", "--package", "agentspec-client", "--package", "agentspec-ext"]);
    command.args(["--only-explicit-features", "--features", "rustls", "--baseline-rev", commit]);
    step(&format!("published crates since {base}"), &mut command)
}

fn git() -> Command {
    let mut command = Command::new("git");
    command.current_dir(root());
    command
}
