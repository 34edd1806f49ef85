//! Reads the contract into its model. Rejects what the model does not support, with the location and the reason.

mod check;
mod errors;
mod names;
mod node;
mod operations;
mod schemas;

use self::node::Node;
use super::Result;
use super::contract::{Contract, Group};
use super::yaml::{self, Value};

/// Reads the contract.
///
/// # Errors
/// If the contract contains something unsupported, with the location and the reason.
pub(super) fn read(document: &Value) -> Result<Contract> {
    let root = Node::root(document);
    let mut members = root.members()?;
    let openapi = members.require("openapi")?;
    if !openapi.text()?.starts_with("3.0.") {
        return openapi.refuse("expected OpenAPI 3.0");
    }
    let version = members.require("info")?.members()?.require("version")?.prose()?;
    let groups = members.take("tags").map_or_else(|| Ok(Vec::new()), |tags| tags.items()?.iter().map(group).collect())?;
    for unused in ["servers", "security"] {
        members.take(unused);
    }
    let components = members.require("components")?;
    let schemas = components.get("schemas").map_or_else(|| Ok(Vec::new()), |schemas| schemas::read(&schemas))?;
    let operations = operations::read(&members.require("paths")?, &components)?;
    let errors = errors::read(&members.require("x-errors")?)?;
    members.finish()?;
    let contract = Contract { version, groups, operations, schemas, errors };
    check::check(&contract)?;
    Ok(contract)
}

fn group(tag: &Node<'_>) -> Result<Group> {
    let mut members = tag.members()?;
    let name = members.require("name")?;
    let name = names::snake(&name, name.text()?)?.to_owned();
    let docs = members.require("description")?.prose()?;
    members.finish()?;
    Ok(Group { name, docs })
}
