//! `cargo xtask nightly`: what takes longer than a change should wait for.

use std::path::Path;

use crate::workspace::{cargo, step};
use crate::{Result, fuzz, go, python};

/// How many streams the soak has at once.
const STREAMS: &str = "1000";

/// How long each language is a client of the hostile server, unless told otherwise.
pub(crate) const HOSTILE_SECONDS: u64 = 60;

pub(crate) fn run(fuzz_seconds: u64, hostile_seconds: u64) -> Result<()> {
    // So that they still build with the clients of today, and all contenders deliver the same.
    step("the benchmarks, quickly", cargo().args(["test", "--manifest-path", "benchmarks/Cargo.toml"]))?;
    fuzz::run(fuzz_seconds)?;
    go::fuzz(fuzz_seconds)?;
    soak()?;
    hostile(hostile_seconds, None)?;
    match python::source_distribution()? {
        Some(python) => hostile(hostile_seconds, Some(&python)),
        None => Ok(()),
    }
}

/// Its seed is another each time, and printed.
fn soak() -> Result<()> {
    let mut soak = cargo();
    soak.args(["test", "--package", "agentspec-tests", "--test", "soak", "--", "--nocapture"]);
    step("soak", soak.env("AGENTSPEC_SOAK_STREAMS", STREAMS))
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
