//! `cargo xtask nightly`: what takes longer than a change should wait for.

use crate::workspace::{cargo, step};
use crate::{Result, fuzz, python};

/// How many streams the soak has at once.
const STREAMS: &str = "1000";

pub(crate) fn run(fuzz_seconds: u64) -> Result<()> {
    // So that they still build with the clients of today, and all contenders deliver the same.
    step("the benchmarks, quickly", cargo().args(["test", "--manifest-path", "benchmarks/Cargo.toml"]))?;
    fuzz::run(fuzz_seconds)?;
    soak()?;
    python::source_distribution()
}

/// Its seed is another each time, and printed.
fn soak() -> Result<()> {
    let mut soak = cargo();
    soak.args(["test", "--package", "agentspec-tests", "--test", "soak", "--", "--nocapture"]);
    step("soak", soak.env("AGENTSPEC_SOAK_STREAMS", STREAMS))
}
