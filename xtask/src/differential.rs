//! The reader of a language against the slow reader of Rust, on generated streams: see `tests/differential/README.md`.

use std::ffi::OsStr;

use serde_json::json;

use crate::Result;
use crate::workspace::{cargo, step};

/// The duration for each language in `cargo xtask nightly`, unless it is given.
pub(crate) const SECONDS: u64 = 60;

/// Runs the program of a language, which is a command with its arguments: for so many seconds with a random seed, or shortly with a fixed one.
pub(crate) fn run(language: &str, program: &[&OsStr], seconds: Option<u64>) -> Result<()> {
    let program: Vec<_> = program.iter().map(|part| part.to_string_lossy()).collect();
    let mut test = cargo();
    // With the features of the whole workspace, so that nothing is built twice.
    test.args(["test", "--quiet", "--workspace", "--test", "differential", "readers::", "--", "--nocapture"]);
    test.env("AGENTSPEC_READER", language).env("AGENTSPEC_READER_COMMAND", json!(program).to_string());
    let duration = seconds.map(|seconds| format!(" for {seconds} seconds"));
    if let Some(seconds) = seconds {
        test.env("AGENTSPEC_READER_SECONDS", seconds.to_string());
    }
    step(&format!("the reader of {language} against the slow reader{}", duration.unwrap_or_default()), &mut test)
}
