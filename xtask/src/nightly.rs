//! `cargo xtask nightly`: what takes longer than a change should wait for.

use crate::workspace::{cargo, step};
use crate::{Result, python};

pub(crate) fn run() -> Result<()> {
    // So that they still build with the clients of today, and all contenders deliver the same.
    step("the benchmarks, quickly", cargo().args(["test", "--manifest-path", "benchmarks/Cargo.toml"]))?;
    python::source_distribution()
}
