//! Python: the types, the exceptions and the calls of `agentspec`.

mod calls;
mod exceptions;
mod types;

use super::artefact::Artefact;
use super::client_codegen::contract::{Contract, Operation, Type};
use super::stamp::Stamp;
use crate::Result;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
    "while", "with", "yield",
];

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<Vec<Artefact>> {
    Ok(vec![
        Artefact::file("sdks/python/python/agentspec/types.py", types::emit(contract, stamp)?),
        Artefact::file("sdks/python/python/agentspec/exceptions.py", exceptions::emit(contract, stamp)?),
        Artefact::file("sdks/python/python/agentspec/_calls.py", calls::emit(contract, stamp)?),
        Artefact::file("sdks/python/tests/generated/typing_events.py", types::emit_event_uses(contract, stamp)?),
    ])
}

/// As callers write it: `client.agents.invoke(name=, input=, options=)`.
pub(super) fn call(contract: &Contract, operation: &Operation) -> String {
    let (required, optional): (Vec<_>, Vec<_>) = operation.parameters.iter().partition(|parameter| parameter.required);
    let fields = contract.body_fields(operation).iter().map(|field| &field.name);
    let names = required.iter().map(|parameter| &parameter.name).chain(fields).chain(optional.iter().map(|parameter| &parameter.name));
    let arguments: Vec<_> = names.map(|name| format!("{}=", identifier(name))).collect();
    format!("{}({})", method(operation), arguments.join(", "))
}

/// `client.agents.invoke`, or `client.health`.
pub(super) fn method(operation: &Operation) -> String {
    let group = operation.call.group.as_ref().map(|group| format!("{group}.")).unwrap_or_default();
    format!("client.{group}{}", identifier(&operation.call.name))
}

/// `name`, with an underscore where it is a keyword.
pub(super) fn identifier(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

fn annotation(ty: &Type) -> String {
    match ty {
        Type::Boolean => "bool".to_owned(),
        Type::Integer(_) => "int".to_owned(),
        Type::Number => "float".to_owned(),
        Type::String | Type::DateTime => "str".to_owned(),
        Type::Any => "Any".to_owned(),
        Type::Object => "Dict[str, Any]".to_owned(),
        Type::List(item) => format!("List[{}]", annotation(item)),
        Type::Named(name) => name.clone(),
    }
}
