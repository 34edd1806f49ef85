//! Validates the contract as a whole after it is read.

use std::collections::BTreeSet;

use super::super::Result;
use super::super::contract::{Answer, Contract, Operation, Record, STREAM_EVENT, Schema, Shape, Type};

/// The names that the options of a call and its other methods have in a language. No argument can have one of them.
const OPTIONS: [&str; 17] = [
    // Arguments in Python, and setters in Rust.
    "timeout",
    "deadline",
    "max_retries",
    "retry_policy",
    "correlation_id",
    "idempotency_key",
    "byte_idle_timeout",
    "event_idle_timeout",
    // Arguments in Python.
    "self",
    "headers",
    // Methods of `Call` in Rust, async or blocking.
    "header",
    "credential",
    "credential_source",
    "record_in",
    "send",
    "call",
    "clone",
];

pub(super) fn check(contract: &Contract) -> Result<()> {
    for schema in &contract.schemas {
        check_uses(contract, schema)?;
    }
    let is_other = |schema: &&Schema| matches!(schema.shape, Shape::Union(_)) && schema.name != STREAM_EVENT;
    if let Some(other) = contract.schemas.iter().find(is_other) {
        return Err(format!("components.schemas.{}: the only oneOf that clients support is {STREAM_EVENT}", other.name).into());
    }
    for schema in &contract.schemas {
        check_cycles(contract, schema, &mut vec![&schema.name])?;
    }
    let mut calls = BTreeSet::new();
    for operation in &contract.operations {
        check_operation(contract, operation).map_err(|reason| format!("{}: {reason}", place(operation)))?;
        if !calls.insert((&operation.call.group, &operation.call.name)) {
            return Err(format!("{}.x-sdk-call: another operation has the same call", place(operation)).into());
        }
        if let Some(request) = &operation.request {
            check_request(contract, operation, request).map_err(|reason| format!("{}.x-sdk-request: {reason}", place(operation)))?;
        }
    }
    Ok(())
}

/// Checks that the name of a request is unique. Only a body may have the same name: languages with requests do not export bodies.
fn check_request(contract: &Contract, operation: &Operation, request: &str) -> Result<(), String> {
    if contract.operations.iter().any(|other| other.id != operation.id && other.request.as_deref() == Some(request)) {
        return Err(format!("{request} is also the request of another operation"));
    }
    if contract.held().iter().any(|schema| schema.name == request) {
        return Err(format!("{request} is also the name of a schema"));
    }
    Ok(())
}

fn place(operation: &Operation) -> String {
    format!("paths.{}.{}", operation.path, operation.method.to_lowercase())
}

/// Checks that the schemas that a schema refers to exist and are allowed there.
fn check_uses(contract: &Contract, schema: &Schema) -> Result<()> {
    let place = format!("components.schemas.{}", schema.name);
    let fields = |place: &str, record: &Record| -> Result<()> {
        record.fields.iter().try_for_each(|field| check_use(contract, &format!("{place}.properties.{}", field.name), &field.ty))
    };
    match &schema.shape {
        Shape::Record(record) => fields(&place, record),
        Shape::Union(arms) => arms.iter().enumerate().try_for_each(|(n, arm)| fields(&format!("{place}.oneOf.{n}"), &arm.record)),
        Shape::Map(ty) => check_use(contract, &format!("{place}.additionalProperties"), ty),
        Shape::OpenEnum(_) => Ok(()),
    }
}

fn check_use(contract: &Contract, place: &str, ty: &Type) -> Result<()> {
    let Some(name) = ty.named() else { return Ok(()) };
    match contract.schema(name).map(|schema| &schema.shape) {
        None => Err(format!("{place}: unknown schema {name}").into()),
        Some(Shape::Union(_)) => Err(format!("{place}: {name} is a oneOf, which only a stream may contain").into()),
        Some(Shape::Record(_) | Shape::Map(_) | Shape::OpenEnum(_)) => Ok(()),
    }
}

fn check_cycles<'a>(contract: &'a Contract, schema: &'a Schema, path: &mut Vec<&'a str>) -> Result<()> {
    for used in schema.uses() {
        if path.contains(&used) {
            let path = [path.as_slice(), &[used]].concat().join(" -> ");
            return Err(format!("components.schemas.{used}: a recursive schema is not supported: {path}").into());
        }
        path.push(used);
        contract.schema(used).map_or(Ok(()), |schema| check_cycles(contract, schema, path))?;
        path.pop();
    }
    Ok(())
}

fn check_operation(contract: &Contract, operation: &Operation) -> Result<(), String> {
    let shape = |name: &str| contract.schema(name).map(|schema| &schema.shape).ok_or_else(|| format!("unknown schema {name}"));
    match &operation.answer {
        Answer::Json(name) if !matches!(shape(name)?, Shape::Record(_)) => {
            return Err(format!("{name}: the JSON of a response must be an object with named fields"));
        }
        Answer::Events(name) if !matches!(shape(name)?, Shape::Union(_)) => {
            return Err(format!("{name}: the schema of events must be a oneOf"));
        }
        Answer::Nothing | Answer::Json(_) | Answer::Events(_) | Answer::Text => {}
    }
    if let Some(body) = &operation.body
        && !matches!(shape(&body.schema)?, Shape::Record(_))
    {
        return Err(format!(
            "requestBody: {}: a body must be an object with named fields, which become the arguments of the call",
            body.schema
        ));
    }
    if let Some(group) = &operation.call.group
        && !contract.groups.iter().any(|known| known.name == *group)
    {
        return Err(format!("x-sdk-call: {group} is not among `tags`"));
    }
    check_arguments(contract, operation)
}

fn check_arguments(contract: &Contract, operation: &Operation) -> Result<(), String> {
    let parameters = operation.parameters.iter().map(|parameter| (&parameter.name, parameter.required, &parameter.ty));
    let fields = contract.body_fields(operation).iter().map(|field| (&field.name, field.is_required, &field.ty));
    let mut names = BTreeSet::new();
    for (name, is_required, ty) in parameters.chain(fields) {
        if is_required && !matches!(ty, Type::String | Type::DateTime) {
            return Err(format!("{name}: a required argument must be a string"));
        }
        if OPTIONS.contains(&name.as_str()) || !names.insert(name) {
            return Err(format!("{name}: the call has another argument of this name"));
        }
    }
    Ok(())
}
