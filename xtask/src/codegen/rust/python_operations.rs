//! For the Python SDK: every operation by its id, on a client and on a session's handle; and the names of the kinds of errors, in a file of their own.

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Answer, Contract, Operation, Parameter, Shape};
use super::super::client_codegen::rust_types::identifier;
use super::super::client_codegen::rust_types::type_name;
use super::super::template::render;
use super::method;
use crate::Result;

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let on_client = |operation| {
        let call = call(contract, &format!("client{}", method(operation)), operation, |_| true);
        arm(contract, operation, &call)
    };
    let on_session = |operation: &Operation| {
        let call =
            call(contract, &format!("session.{}", identifier(&operation.call.name)), operation, |parameter| !parameter.is_of_session());
        arm(contract, operation, &call)
    };
    let operations: Vec<_> = contract.operations.iter().map(on_client).collect();
    let is_on_session = |operation: &&Operation| operation.turn_rule().is_some();
    let session_operations: Vec<_> = contract.operations.iter().filter(is_on_session).map(on_session).collect();
    let context = json!({ "operations": operations, "session_operations": session_operations });
    render("operations.rs", include_str!("../templates/operations.rs.j2"), context)
}

pub(super) fn error_kinds(contract: &Contract) -> Result<String> {
    let mut kinds: Vec<_> = contract.errors.iter().map(|row| &row.kind).collect();
    kinds.dedup();
    render("python_error_kind.rs", include_str!("../templates/python_error_kind.rs.j2"), json!({ "kinds": kinds }))
}

/// The expression of an operation's call with its required arguments, without the parameters that are not taken.
fn call(contract: &Contract, method: &str, operation: &Operation, is_taken: impl Fn(&Parameter) -> bool) -> String {
    let given = operation.parameters.iter().filter(|parameter| parameter.required && is_taken(parameter)).map(|parameter| &parameter.name);
    let sent = contract.required_fields(operation).map(|field| &field.name);
    let arguments: Vec<_> = given.chain(sent).map(|name| format!("arguments.text({name:?})?")).collect();
    format!("{method}({})", arguments.join(", "))
}

/// The arm of an operation: `call` with its required arguments, on which the optional ones are set.
fn arm(contract: &Contract, operation: &Operation, call: &str) -> Value {
    let query = operation.parameters.iter().filter(|parameter| !parameter.required);
    let query =
        query.map(|parameter| (&parameter.name, identifier(&parameter.name), format!("::<{}>", type_name(&parameter.ty, &str::to_owned))));
    let fields = contract.body_fields(operation).iter().filter(|field| !field.is_required);
    let fields = fields.map(|field| match field.ty.named().and_then(|name| contract.schema(name)).map(|schema| &schema.shape) {
        Some(Shape::Map(_)) => (&field.name, format!("{}_map", field.name), String::new()),
        // As a map, so that an error names the key.
        Some(Shape::Record(_)) if operation.sends_message() => (&field.name, format!("{}_map", field.name), String::new()),
        _ => (&field.name, identifier(&field.name), format!("::<{}>", type_name(&field.ty, &in_types))),
    });
    let optional: Vec<_> = fields.chain(query).map(|(name, setter, ty)| json!({ "name": name, "setter": setter, "ty": ty })).collect();
    let reply = match operation.answer {
        Answer::Nothing => "nothing",
        Answer::Text => "text",
        Answer::Json(_) => "json",
        Answer::Events(_) => "events",
    };
    json!({ "id": operation.id, "call": call, "optional": optional, "reply": reply })
}

fn in_types(name: &str) -> String {
    format!("agentspec_ext::types::{name}")
}
