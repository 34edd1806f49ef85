//! Names and types as Go writes them, and the names that cannot be expressed.

use std::collections::BTreeMap;

use super::super::client_codegen::contract::{Contract, Shape, Type, pascal_case};
use super::{events, service};
use crate::Result;

/// The words that Go writes in capitals.
const INITIALISMS: [&str; 9] = ["api", "http", "id", "ids", "json", "ok", "uri", "url", "uuid"];

/// Converts `run_id` to `RunID`. Units stay words: `duration_ms` is `DurationMs`.
pub(in crate::codegen) fn go_name(name: &str) -> String {
    let word = |word: &str| match word.to_lowercase() {
        lower if lower == "ids" => "IDs".to_owned(),
        lower if INITIALISMS.contains(&lower.as_str()) => lower.to_uppercase(),
        _ => pascal_case(word),
    };
    name.split(['_', '-']).map(word).collect()
}

/// Returns the name of an unexported identifier: `invoke_agent` is `invokeAgent`.
pub(super) fn unexported(name: &str) -> String {
    let (first, rest) = name.split_once('_').unwrap_or((name, ""));
    format!("{}{}", first.to_lowercase(), go_name(rest))
}

/// How Go has a schema.
pub(super) enum Form<'c> {
    /// A struct with the schema's name.
    Struct,
    Text,
    /// A map to values of this type.
    Map(&'c Type),
}

pub(super) fn form<'c>(contract: &'c Contract, name: &str) -> Form<'c> {
    match contract.schema(name).map(|schema| &schema.shape) {
        Some(Shape::OpenEnum(_)) => Form::Text,
        Some(Shape::Map(ty)) => Form::Map(ty),
        _ => Form::Struct,
    }
}

/// Returns a type as Go writes it. Any value in a map is text: see `is_free`.
pub(super) fn annotation(contract: &Contract, ty: &Type) -> String {
    match ty {
        Type::Boolean => "bool".to_owned(),
        Type::Integer(_) => "int".to_owned(),
        Type::Number => "float64".to_owned(),
        Type::String => "string".to_owned(),
        Type::DateTime => "time.Time".to_owned(),
        Type::Any => "any".to_owned(),
        Type::Object => "map[string]any".to_owned(),
        Type::List(item) => format!("[]{}", annotation(contract, item)),
        Type::Named(name) => match form(contract, name) {
            Form::Struct => name.clone(),
            Form::Text => "string".to_owned(),
            Form::Map(Type::Any) => "map[string]string".to_owned(),
            Form::Map(ty) => format!("map[string]{}", annotation(contract, ty)),
        },
    }
}

/// Returns whether the type is a map whose values have any type. Go has their texts, and a further field with the values as JSON.
pub(super) fn is_free(contract: &Contract, ty: &Type) -> bool {
    matches!(ty, Type::Named(name) if matches!(form(contract, name), Form::Map(Type::Any)))
}

pub(super) fn is_struct(contract: &Contract, ty: &Type) -> bool {
    matches!(ty, Type::Named(name) if matches!(form(contract, name), Form::Struct))
}

/// Refuses names that Go cannot have: two fields of a struct, or two declarations of the package, with one name.
pub(super) fn check(contract: &Contract) -> Result<()> {
    let mut declared = BTreeMap::new();
    let mut declare = |name: String, source: String| match declared.insert(name.clone(), source.clone()) {
        Some(other) => Err(format!("openapi.yaml: {source}: {name} is also the name of {other} in Go")),
        None => Ok(()),
    };
    for group in contract.groups.iter().filter(|group| contract.operations.iter().any(|one| one.call.group.as_ref() == Some(&group.name))) {
        declare(service(&group.name), format!("the service of {}", group.name))?;
    }
    for operation in &contract.operations {
        if let Some(request) = &operation.request {
            declare(request.clone(), format!("the request of {}", operation.id))?;
        }
        let parameters = operation.parameters.iter().map(|parameter| &parameter.name);
        let names = parameters.chain(contract.body_fields(operation).iter().map(|field| &field.name));
        distinct(&operation.id, names)?;
    }
    for schema in contract.held() {
        match &schema.shape {
            Shape::Record(record) => {
                declare(schema.name.clone(), schema.name.clone())?;
                distinct(&schema.name, record.fields.iter().map(|field| &field.name))?;
            }
            Shape::OpenEnum(values) => {
                for value in values {
                    declare(format!("{}{}", schema.name, go_name(value)), format!("the value {value} of {}", schema.name))?;
                }
            }
            Shape::Union(_) | Shape::Map(_) => {}
        }
    }
    for arm in contract.events() {
        declare(events::constant(arm), format!("the event {}", arm.name))?;
        if arm.record.fields.iter().any(|field| field.name == "raw") {
            return Err(format!("openapi.yaml: {}: raw is the name of the whole event in Go", arm.name).into());
        }
        distinct(&arm.name, arm.record.fields.iter().map(|field| &field.name))?;
    }
    Ok(())
}

fn distinct<'n>(place: &str, names: impl Iterator<Item = &'n String>) -> Result<()> {
    let mut seen = BTreeMap::new();
    for name in names {
        if let Some(other) = seen.insert(go_name(name), name) {
            return Err(format!("openapi.yaml: {place}: {other} and {name} become the same field in Go, {}", go_name(name)).into());
        }
    }
    Ok(())
}
