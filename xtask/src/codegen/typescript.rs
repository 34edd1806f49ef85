//! TypeScript: types and what reads them, events, errors, and the calls of the client.

mod calls;
mod errors;
mod types;

pub(super) use self::types::event_name;

use super::artefact::Artefact;
use super::client_codegen::contract::{Contract, Operation, Type, pascal_case};
use super::stamp::Stamp;
use crate::Result;

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<Vec<Artefact>> {
    let file = |path, source: String| Artefact::file(path, format!("// {stamp}\n\n{source}"));
    Ok(vec![
        file("sdks/typescript/src/generated/types.ts", types::emit(contract)?),
        file("sdks/typescript/src/generated/events.ts", types::emit_events(contract)?),
        file("sdks/typescript/src/generated/errors.ts", errors::emit(contract)?),
        file("sdks/typescript/src/generated/calls.ts", calls::emit(contract)?),
    ])
}

/// As callers write it: `client.agents.invoke({ name, input })`.
pub(super) fn call(contract: &Contract, operation: &Operation) -> String {
    let given = operation.parameters.iter().map(|parameter| camel_case(&parameter.name));
    let sent = contract.body_fields(operation).iter().map(|field| camel_case(&field.name));
    let arguments: Vec<_> = given.chain(sent).collect();
    let request = if arguments.is_empty() { String::new() } else { format!("{{ {} }}", arguments.join(", ")) };
    format!("{}({request})", method(operation))
}

/// `client.agents.invoke`, or `client.health`.
pub(super) fn method(operation: &Operation) -> String {
    let group = operation.call.group.as_ref().map(|group| format!("{}.", camel_case(group))).unwrap_or_default();
    format!("client.{group}{}", camel_case(&operation.call.name))
}

/// `tool_call` as `toolCall`.
pub(super) fn camel_case(name: &str) -> String {
    let pascal = pascal_case(name);
    let mut letters = pascal.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A type as TypeScript writes it.
fn annotation(ty: &Type) -> String {
    match ty {
        Type::Boolean => "boolean".to_owned(),
        Type::Integer(_) | Type::Number => "number".to_owned(),
        Type::String | Type::DateTime => "string".to_owned(),
        Type::Any => "unknown".to_owned(),
        Type::Object => "Record<string, unknown>".to_owned(),
        Type::List(item) => format!("{}[]", annotation(item)),
        Type::Named(name) => name.clone(),
    }
}
