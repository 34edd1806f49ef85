//! The second stage: the JSON Schema of the Rust types, by a program that is built from what the first stage wrote.
//!
//! The program is no part of xtask, so that a contract that the crates do not compile with yet can still be generated from.

use std::path::Path;

use super::artefact::Artefact;
use crate::Result;
use crate::workspace::cargo;

pub(super) const PATH: &str = "schema/agentspec.schema.json";

/// Whether the program is built from it.
pub(super) fn is_made_from(artefact: &Artefact) -> bool {
    let is_in = |folder: &&str| artefact.path.starts_with(*folder);
    Path::new(artefact.path).extension().is_some_and(|kind| kind == "rs")
        && ["agentspec-client/", "agentspec-ext/", "schema/"].iter().any(is_in)
}

pub(super) fn emit(root: &Path) -> Result<Artefact> {
    let mut command = cargo();
    command.current_dir(root).args(["run", "--quiet", "--package", "agentspec-schema"]);
    let output = command.output().map_err(|error| format!("the schema's program cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "{}\n{PATH} was not made: its program could not be built or run. Where what is written by hand does not compile with what was \
             generated from openapi.yaml, mend it at the places above, and run `cargo xtask codegen` again.",
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    }
    Ok(Artefact::file(PATH, String::from_utf8(output.stdout)?))
}
