//! Generates a call of every operation, with the examples of the contract.

use serde_json::json;

use super::super::client_codegen::contract::{Answer, Contract, Operation, Parameter, Type};
use super::super::template::render;
use super::method;
use crate::Result;

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let operations = contract.operations.iter();
    let operations = operations.map(|operation| {
        let [call, blocking_call] = drive(contract, operation)?;
        Ok(json!({ "id": operation.id, "call": call, "blocking_call": blocking_call }))
    });
    let context = json!({ "operations": operations.collect::<Result<Vec<_>>>()? });
    render("calls.rs", include_str!("../templates/calls.rs.j2"), context)
}

/// Returns the expressions that call an operation, async and blocking, with the examples of the contract.
fn drive(contract: &Contract, operation: &Operation) -> Result<[String; 2]> {
    let given = operation.parameters.iter().filter(|parameter| parameter.required);
    let given = given.map(|parameter| {
        let value = format!("target.value(operation, {:?})", key(parameter));
        if matches!(parameter.ty, Type::String | Type::DateTime) { value } else { format!("{value}.parse().unwrap()") }
    });
    let sent = contract.required_fields(operation).map(|field| {
        let examples = operation.body.iter().flat_map(|body| &body.example);
        let text = examples.filter(|(name, _)| *name == field.name).map(|(_, text)| format!("{text:?}")).next();
        text.ok_or_else(|| format!("openapi.yaml: {}: the example of the request body lacks the string `{}`", operation.id, field.name))
    });
    let arguments = given.map(Ok).chain(sent).collect::<Result<Vec<_>, _>>()?.join(", ");
    let ends = match operation.answer {
        Answer::Events(_) => [".await?.text().await.map(drop)", ".call()?.text().map(drop)"],
        Answer::Nothing => [".await", ".call()"],
        Answer::Json(_) | Answer::Text => [".await.map(drop)", ".call().map(drop)"],
    };
    Ok(ends.map(|end| format!("client{}({arguments}){end}", method(operation))))
}

/// Returns the name of the parameter's value in `tests/contract/target.rs`.
fn key(parameter: &Parameter) -> &str {
    parameter.component.as_deref().unwrap_or(&parameter.name)
}
