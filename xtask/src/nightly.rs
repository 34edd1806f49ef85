//! `cargo xtask nightly`: what takes longer than a change should wait for.

use crate::{Result, python};

pub(crate) fn run() -> Result<()> {
    python::source_distribution()
}
