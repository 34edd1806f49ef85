//! `cargo xtask nightly`: what takes longer than a change should wait for.

use std::path::Path;

use crate::workspace::{cargo, step};
use crate::{Result, fuzz, go, instructions, python, typescript};

/// How many streams the soak has at once.
const STREAMS: &str = "1000";

/// How long each language is a client of the hostile server, unless told otherwise.
pub(crate) const HOSTILE_SECONDS: u64 = 60;

/// How long the parts run.
#[derive(Clone, Copy)]
pub(crate) struct Seconds {
    /// Each fuzz target.
    pub(crate) fuzz: u64,
    /// The hostile server, per language.
    pub(crate) hostile: u64,
    /// The readers of other languages, per language.
    pub(crate) differential: u64,
}

pub(crate) fn run(seconds: Seconds) -> Result<()> {
    // So that they still build with the clients of today, and all contenders deliver the same.
    step("the benchmarks, quickly", cargo().args(["test", "--manifest-path", "benchmarks/Cargo.toml"]))?;
    instructions::run(instructions::Counts::Compare)?;
    let scale = ["run", "--release", "--manifest-path", "benchmarks/Cargo.toml", "--", "--quick", "--scale"];
    step("many streams at once, quickly", cargo().args(scale))?;
    fuzz::run(seconds.fuzz)?;
    go::fuzz(seconds.fuzz)?;
    typescript::compare_readers(seconds.differential)?;
    go::compare_readers(seconds.differential)?;
    soak()?;
    lost_requests()?;
    hostile(seconds.hostile, None)?;
    match python::source_distribution()? {
        Some(python) => hostile(seconds.hostile, Some(&python)),
        None => Ok(()),
    }
}

/// Its seed is another each time, and printed.
fn soak() -> Result<()> {
    let mut soak = cargo();
    soak.args(["test", "--package", "agentspec-tests", "--test", "soak", "--", "--nocapture"]);
    step("soak", soak.env("AGENTSPEC_SOAK_STREAMS", STREAMS))
}

/// Calls whose connection ends while their request is handed to it.
fn lost_requests() -> Result<()> {
    let mut lost = cargo();
    lost.args(["test", "--package", "agentspec-tests", "--test", "behaviour", "lost_requests"]);
    step("160,000 calls on connections that end", lost.env("AGENTSPEC_LOST_CALLS", "10000"))
}

/// The hostile server, with the Rust client, or with the SDK that this Python has. Its seed is another each time, and printed.
fn hostile(seconds: u64, python: Option<&Path>) -> Result<()> {
    let mut hostile = cargo();
    hostile.args(["test", "--package", "agentspec-tests", "--test", "hostile", "--", "--nocapture"]);
    hostile.env("AGENTSPEC_HOSTILE_SECONDS", seconds.to_string());
    let language = match python {
        Some(python) => {
            hostile.env("AGENTSPEC_HOSTILE_PYTHON", python);
            "Python"
        }
        None => "Rust",
    };
    step(&format!("a hostile server of {language} for {seconds} seconds"), &mut hostile)
}
