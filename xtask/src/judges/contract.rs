//! Two validators of OpenAPI read the contract.

use super::{Node, Python, contract, sources};
use crate::Result;
use crate::workspace::quietly;

/// By every rule but those that `judges/redocly.yaml` switches off.
pub(super) fn redocly(node: &Node) -> Result<()> {
    let mut command = node.package("@redocly/cli/bin/cli.js");
    command.arg("lint").arg("--config").arg(sources().join("redocly.yaml")).args(["--format", "stylish"]).arg(contract());
    quietly("redocly", &mut command)?;
    println!("redocly: openapi.yaml, 0 problems");
    Ok(())
}

/// By the schema of OpenAPI 3.0, and that each default fits its own.
pub(super) fn validator(python: &Python) -> Result<()> {
    let mut command = python.command("openapi-spec-validator");
    command.args(["--validation-errors", "all", "--subschema-errors", "all"]).arg(contract());
    quietly("openapi-spec-validator", &mut command)?;
    println!("openapi-spec-validator: openapi.yaml, 0 problems");
    Ok(())
}
