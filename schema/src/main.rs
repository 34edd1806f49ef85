//! Prints the JSON Schema (2020-12) of the types of the contract, as Rust has them: one bundle, each type by its name in `$defs`.

#[rustfmt::skip]
mod generated;

use schemars::generate::SchemaSettings;
use schemars::{Schema, transform::RecursiveTransform};
use serde_json::json;

fn main() -> serde_json::Result<()> {
    let tidy = RecursiveTransform(drop_empty_required);
    let mut generator = SchemaSettings::draft2020_12().with_transform(tidy).into_generator();
    generated::describe(&mut generator);
    let bundle = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:agentspec:schema:{}", generated::VERSION),
        "$comment": generated::STAMP,
        "title": "AgentSpec",
        "description": "The types of the AgentSpec HTTP API, each by its name in `$defs`. The events of a stream (`Token`, `ToolCall` and \
                        so on) have no `type` of their own: they are told apart only within `StreamEvent`.",
        "$defs": generator.take_definitions(true),
    });
    println!("{}", serde_json::to_string_pretty(&bundle)?);
    Ok(())
}

/// A list of no names says nothing.
fn drop_empty_required(schema: &mut Schema) {
    if schema.get("required").and_then(|names| names.as_array()).is_some_and(Vec::is_empty) {
        schema.remove("required");
    }
}
