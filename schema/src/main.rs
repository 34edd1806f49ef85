//! Prints the JSON Schema (2020-12) of the types of the contract, as Rust has them: one bundle, each type by its name in `$defs`.

#[rustfmt::skip]
mod generated;

use schemars::generate::SchemaSettings;
use serde_json::json;

fn main() -> serde_json::Result<()> {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    generated::describe(&mut generator);
    let bundle = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": generated::STAMP,
        "title": "AgentSpec",
        "description": "The types of the AgentSpec HTTP API, each by its name in `$defs`.",
        "$defs": generator.take_definitions(true),
    });
    println!("{}", serde_json::to_string_pretty(&bundle)?);
    Ok(())
}
