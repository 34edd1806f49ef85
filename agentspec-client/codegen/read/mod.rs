//! Reads the contract into its model, and refuses what the model cannot hold, by its place and with the reason.

mod errors;
mod node;
mod operations;
mod schemas;

use serde_yaml_ng::Value;

use self::node::Node;
use super::Result;
use super::contract::{Answer, Contract, Group};

/// # Errors
/// The place of what is not supported, and the reason.
pub(super) fn read(document: &Value) -> Result<Contract> {
    let root = Node::root(document);
    let mut members = root.members()?;
    let openapi = members.require("openapi")?;
    if !openapi.text()?.starts_with("3.0.") {
        return openapi.refuse("OpenAPI 3.0 is due");
    }
    let version = members.require("info")?.members()?.require("version")?.prose()?;
    let groups = members.take("tags").map_or_else(|| Ok(Vec::new()), |tags| tags.items()?.iter().map(group).collect())?;
    for unused in ["servers", "security"] {
        members.take(unused);
    }
    let components = members.require("components")?;
    let schemas = components.get("schemas").map_or_else(|| Ok(Vec::new()), |schemas| schemas::read(&schemas))?;
    let operations = operations::read(&members.require("paths")?, &components)?;
    let errors = members.take("x-errors").map_or_else(|| Ok(Vec::new()), |errors| errors::read(&errors))?;
    members.finish()?;
    let contract = Contract { version, groups, operations, schemas, errors };
    check_names(&contract)?;
    Ok(contract)
}

fn group(tag: &Node<'_>) -> Result<Group> {
    let mut members = tag.members()?;
    Ok(Group { name: members.require("name")?.prose()?, docs: members.require("description")?.prose()? })
}

/// Every schema that is named is there.
fn check_names(contract: &Contract) -> Result<()> {
    let check = |place: String, name: &str| -> Result<()> {
        match contract.schema(name) {
            Some(_) => Ok(()),
            None => Err(format!("{place}: there is no schema {name}").into()),
        }
    };
    for schema in &contract.schemas {
        for name in schema.uses() {
            check(format!("components.schemas.{}", schema.name), name)?;
        }
    }
    for operation in &contract.operations {
        let place = || format!("paths.{}.{}", operation.path, operation.method.to_lowercase());
        if let Answer::Json(name) | Answer::Events(name) = &operation.answer {
            check(place(), name)?;
        }
        if let Some(body) = &operation.body {
            check(place(), &body.schema)?;
        }
    }
    Ok(())
}
