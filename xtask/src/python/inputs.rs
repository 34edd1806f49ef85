//! What the tests of Rust make for those of Python.

use std::path::PathBuf;
use std::process::Command;

use super::workplace;
use crate::Result;
use crate::workspace::{cargo, empty, quietly};

pub(crate) struct Inputs {
    /// The instances of `tests/agree`, with serde's verdicts.
    instances: PathBuf,
    /// The certificates of `tests/faults`.
    certificates: PathBuf,
}

impl Inputs {
    /// The folders, with nothing in them: what a schema of an earlier contract left there would judge nothing.
    pub(crate) fn to_be_made() -> Result<Self> {
        let inputs = Self { instances: workplace().join("agree"), certificates: workplace().join("certificates") };
        empty(&inputs.instances)?;
        empty(&inputs.certificates)?;
        Ok(inputs)
    }

    /// With what the tests write there that make them, and no others.
    pub(super) fn make() -> Result<Self> {
        let inputs = Self::to_be_made()?;
        // With the features of the whole workspace, so that nothing is built anew.
        quietly("what serde accepts", inputs.named_to(cargo().args(["test", "--workspace", "--test", "agree"])))?;
        let certificates = ["test", "--workspace", "--test", "faults", "certificates::"];
        quietly("certificates", inputs.named_to(cargo().args(certificates)))?;
        Ok(inputs)
    }

    /// Tells tests, of Rust or of Python, which folders these are.
    pub(crate) fn named_to<'a>(&self, tests: &'a mut Command) -> &'a mut Command {
        tests.env("AGENTSPEC_AGREE", &self.instances).env("AGENTSPEC_CERTIFICATES", &self.certificates)
    }
}
