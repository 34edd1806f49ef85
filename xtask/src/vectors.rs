//! `cargo xtask vectors`: writes the vectors that the Rust core prints, or checks them.
//!
//! The tests print them: the rules without a public path in the unit tests of `agentspec-ext`, the others in `tests/printed/`.

use crate::Result;
use crate::codegen::Mode;
use crate::workspace::{cargo, step};

/// What runs these tests and no others.
const TESTS: [&[&str]; 2] = [
    &["--package", "agentspec-ext", "--lib", "--", "--nocapture", "::vectors::"],
    &["--package", "agentspec-tests", "--test", "printed", "--", "--nocapture"],
];

/// The variable that makes the tests write the files that differ.
const WRITE: &str = "AGENTSPEC_WRITE_VECTORS";

pub(crate) fn run(mode: Mode) -> Result<()> {
    for tests in TESTS {
        let mut command = cargo();
        command.args(["test", "--quiet"]).args(tests).env_remove("AGENTSPEC_VECTORS").env_remove(WRITE);
        if mode == Mode::Write {
            command.env(WRITE, "1");
        }
        step(&format!("vectors of {}", tests[1]), &mut command)?;
    }
    Ok(())
}
