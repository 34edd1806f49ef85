//! Generates the code after progenitor's client: the operations, the open enums and the names of all schemas.

use std::fmt::Write as _;

use super::super::contract::{Contract, Record, Schema, Shape, pascal_case};

pub(super) fn emit(contract: &Contract) -> String {
    let mut source = operations(contract);
    for schema in &contract.schemas {
        match &schema.shape {
            Shape::OpenEnum(values) => source.push_str(&open_enum(schema, values)),
            Shape::Record(record) => source.extend(list(schema, record)),
            Shape::Union(_) | Shape::Map(_) => {}
        }
    }
    source.push_str(&names(contract));
    source
}

fn operations(contract: &Contract) -> String {
    let mut source = String::from("\n/// All operations of the contract.\npub const OPERATIONS: &[crate::Operation] = &[\n");
    for operation in &contract.operations {
        let _ = writeln!(
            source,
            "    crate::Operation {{ id: {:?}, method: {:?}, path: {:?}, accept: {:?} }},",
            operation.id,
            operation.method,
            operation.path,
            operation.answer.media_type()
        );
    }
    source.push_str("];\n");
    source
}

fn open_enum(schema: &Schema, values: &[String]) -> String {
    let mut source = String::from("\ncrate::open::open_enum! {\n");
    for line in schema.docs.lines() {
        let _ = writeln!(source, "    /// {line}");
    }
    let _ = writeln!(source, "    {} {{", schema.name);
    for value in values {
        let _ = writeln!(source, "        {} = {value:?},", pascal_case(value));
    }
    source.push_str("    }\n}\n");
    source
}

/// Generates the list traits of a record that wraps one list.
fn list(schema: &Schema, record: &Record) -> Option<String> {
    let (field, item) = (record.list.as_ref()?, record.list_item()?.named()?);
    Some(format!("\ncrate::shapes::list!(types::{}, {field}: types::{item});\n", schema.name))
}

/// Generates the exports of all schemas, one by one.
fn names(contract: &Contract) -> String {
    let mut source = String::from("\n/// The schemas of the contract.\npub mod schemas {\n");
    for schema in &contract.schemas {
        let home = if matches!(schema.shape, Shape::OpenEnum(_)) { "super" } else { "super::types" };
        let _ = writeln!(source, "    pub use {home}::{};", schema.name);
    }
    source.push_str("}\n");
    source
}
