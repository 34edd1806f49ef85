//! Generates Rust: the raw client, and code of `agentspec-ext`, the schema program, the tests and the Python binding.

mod calls;
mod error_kind;
mod examples;
mod operations;
mod python_operations;
mod stream_event;

use super::artefact::Artefact;
use super::client_codegen::Source;
use super::client_codegen::contract::{Contract, ErrorRow, Operation, Shape, snake_case};
use super::client_codegen::rust_types::identifier;
use super::stamp::Stamp;
use crate::Result;

pub(super) fn emit(source: &Source, stamp: &Stamp) -> Result<Vec<Artefact>> {
    let contract = &source.contract;
    let file = |path, source: String| rust_file(path, &source, stamp);
    let mut artefacts = vec![
        Artefact::file("agentspec-client/src/snapshot.rs", format!("// {stamp}\n\n{}", source.raw_client()?)),
        file("agentspec-ext/src/generated/stream_event.rs", stream_event::emit(contract)?)?,
        file("agentspec-ext/src/generated/events.rs", stream_event::names(contract))?,
        file("agentspec-ext/src/generated/error_kind.rs", error_kind::emit(contract)?)?,
        file("agentspec-ext/src/generated/types.rs", types(contract))?,
        file("schema/src/generated.rs", schema_types(contract, stamp))?,
        file("tests/contract/generated/calls.rs", calls::emit(contract)?)?,
        file("tests/agree/generated/readers.rs", readers(contract))?,
        file("sdks/python/src/generated/error_kind.rs", python_operations::error_kinds(contract)?)?,
        file("sdks/python/src/generated/operations.rs", python_operations::emit(contract)?)?,
    ];
    for (path, source) in operations::emit(contract)? {
        artefacts.push(file(path, source)?);
    }
    Ok(artefacts)
}

fn rust_file(path: &'static str, source: &str, stamp: &Stamp) -> Result<Artefact> {
    let file = syn::parse_file(source)
        .map_err(|error| format!("{path}: the generated code is not valid Rust: {error}: see xtask/src/codegen/rust/ and its template"))?;
    Ok(Artefact::file(path, format!("// {stamp}\n\n{}", spaced(&prettyplease::unparse(&file)))))
}

/// Adds blank lines between items, which the formatter omits.
fn spaced(source: &str) -> String {
    const STARTS: [&str; 8] = ["///", "#[", "pub ", "impl", "fn ", "async fn ", "const ", "mod "];
    let mut spaced = String::new();
    let mut before = "";
    for line in source.lines() {
        let is_start = STARTS.iter().any(|start| line.trim_start().starts_with(start));
        let follows_docs = before.starts_with("//!") && !line.starts_with("//!");
        let follows_uses = before.starts_with("use ") && !line.starts_with("use ");
        let follows_item = is_start && (before.trim() == "}" || before.ends_with(';') && before.contains(" struct "));
        if follows_docs || follows_uses || follows_item {
            spaced.push('\n');
        }
        spaced.extend([line, "\n"]);
        before = line;
    }
    spaced
}

/// Generates the exports of the types that users of `agentspec-ext` receive or pass.
fn types(contract: &Contract) -> String {
    let names = contract.held().into_iter().filter(|schema| !matches!(schema.shape, Shape::Union(_)));
    let names = names.map(|schema| schema.name.as_str()).collect::<Vec<_>>().join(", ");
    format!("//! The schemas of the values that users receive and pass.\npub use agentspec_client::types::{{{names}}};\n")
}

/// Generates the list of types that the JSON Schema describes.
fn schema_types(contract: &Contract, stamp: &Stamp) -> String {
    let types = contract.schemas.iter().map(|schema| match schema.shape {
        Shape::Union(_) => format!("generator.subschema_for::<agentspec_ext::{}>();", schema.name),
        _ => format!("generator.subschema_for::<agentspec_client::types::{}>();", schema.name),
    });
    format!(
        "//! The types of the contract.\npub(crate) const VERSION: &str = {:?};\npub(crate) const STAMP: &str = {:?};\n\
         /// Describes every type of the contract.\n\
         pub(crate) fn describe(generator: &mut schemars::SchemaGenerator) {{ {} }}",
        contract.version,
        stamp.to_string(),
        types.collect::<String>()
    )
}

/// Generates the reader of each schema that the clients use.
fn readers(contract: &Contract) -> String {
    let readers = contract.schemas.iter().map(|schema| match schema.shape {
        Shape::Union(_) => format!("({0:?}, |value| agentspec_ext::{0}::parse(value.to_string()).map(drop)),", schema.name),
        _ => format!("({0:?}, |value| from_value::<types::{0}>(value.clone()).map(drop)),", schema.name),
    });
    format!(
        "//! The reader of each schema of the contract that the clients use.\nuse agentspec_client::json::{{Undecodable, from_value}};\nuse agentspec_client::types;\n\
         use serde_json::Value;\npub(crate) type Read = fn(&Value) -> Result<(), Undecodable>;\n\
         pub(crate) const READERS: &[(&str, Read)] = &[{}];",
        readers.collect::<String>()
    )
}

/// Returns the method path: `.agents().invoke`, or `.health`.
fn method(operation: &Operation) -> String {
    let group = operation.call.group.as_ref().map(|group| format!(".{group}()")).unwrap_or_default();
    format!("{group}.{}", identifier(&operation.call.name))
}

/// Returns the call as users write it: `client.agents().invoke(name, input)`.
pub(super) fn call(contract: &Contract, operation: &Operation) -> String {
    let given = operation.parameters.iter().filter(|parameter| parameter.required).map(|parameter| parameter.name.as_str());
    let arguments: Vec<_> = given.chain(contract.required_fields(operation).map(|field| field.name.as_str())).collect();
    format!("client{}({})", method(operation), arguments.join(", "))
}

/// Returns the names of the predicates that are true for an error, the most specific first.
pub(super) fn predicates(row: &ErrorRow) -> Vec<String> {
    let name = |class: &String| match class.as_str() {
        "StreamInterruptedError" => "is_interrupted".to_owned(),
        class => format!("is_{}", snake_case(class.trim_end_matches("Error"))),
    };
    row.classes.iter().rev().map(name).collect()
}

fn lines(docs: &str) -> Vec<&str> {
    docs.lines().map(str::trim_end).collect()
}

#[test]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
fn an_error_about_invalid_rust_names_the_file_and_omits_the_code() {
    let error = rust_file("a.rs", "fn long_source() { let }", &Stamp::new("0.1.0", "")).unwrap_err().to_string();
    assert!(error.starts_with("a.rs: the generated code is not valid Rust: ") && !error.contains("long_source"), "{error}");
}
