//! `cargo xtask typescript`: checks and builds the TypeScript SDK, and tests it on each runtime.

mod api;
mod npm;
mod package;
mod runtimes;

use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) use self::api::reports as api_reports;
pub(crate) use self::npm::Npm;
use crate::server::Mock;
use crate::workspace::{root, skip};
use crate::{Result, differential};

pub(crate) const NEEDED: &str = "Node.js 20 or newer, with npm";

/// The name of the language in `tests/differential`.
const LANGUAGE: &str = "TypeScript";
/// The reader that is compared with the slow reader of Rust, a compiled test program.
const READER: &str = "build/tests/differential/reader.js";

pub(crate) fn run() -> Result<()> {
    let Some(npm) = Npm::prepare(&sdk())? else { return skip("the TypeScript SDK", NEEDED) };
    let mock = Mock::build()?;
    for script in ["check", "build", "pretest"] {
        npm.run(script)?;
    }
    compare(None)?;
    package::check(&npm)?;
    runtimes::test_in_browser(&mock)?;
    runtimes::test(&mock)
}

/// Builds the SDK and returns the command of its benchmark.
pub(crate) fn benchmark() -> Result<Option<Command>> {
    let folder = sdk().join("benchmarks");
    let (Some(npm), Some(_)) = (Npm::prepare(&sdk())?, Npm::prepare(&folder)?) else { return Ok(None) };
    npm.run("build:esm")?;
    let mut bench = Command::new("node");
    bench.arg("bench.js").current_dir(folder).env_remove("NODE_OPTIONS");
    Ok(Some(bench))
}

/// Compares the reader with the slow reader of Rust for so long.
pub(crate) fn compare_readers(seconds: u64) -> Result<()> {
    let Some(npm) = Npm::prepare(&sdk())? else { return skip("the reader of TypeScript", NEEDED) };
    npm.run("pretest")?;
    compare(Some(seconds))
}

/// Builds the package and packs it into `folder`. Returns whether this machine has what is `NEEDED`.
pub(crate) fn pack_into(folder: &Path) -> Result<bool> {
    let Some(npm) = Npm::prepare(&sdk())? else { return Ok(false) };
    npm.run("build")?;
    package::pack(folder).map(|_| true)
}

fn compare(seconds: Option<u64>) -> Result<()> {
    differential::run(LANGUAGE, &["node".as_ref(), sdk().join(READER).as_ref()], seconds)
}

fn sdk() -> PathBuf {
    root().join("sdks/typescript")
}
