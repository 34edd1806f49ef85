//! Rust: the raw client, and what `agentspec-ext`, the schema's program and the tests take from the contract.

use serde_json::{Value, json};

use super::artefact::Artefact;
use super::shared::Source;
use super::shared::contract::{
    Answer, Arm, Code, Contract, ErrorRow, Field, Operation, Parameter, Shape, Statuses, Type, pascal_case, snake_case,
};
use super::shared::rust::{is_option, schema_of_field, schema_of_type, type_name};
use super::stamp::Stamp;
use super::template::render;
use crate::Result;

/// The events that `agentspec-ext/src/stream.rs` knows as ends.
const ENDS: [&str; 2] = ["done", "error"];

pub(super) fn emit(source: &Source, stamp: &Stamp) -> Result<Vec<Artefact>> {
    let contract = &source.contract;
    let tidy = |name: &str, source: String| -> Result<String> {
        let file = syn::parse_file(&source).map_err(|error| format!("{name}: what was generated is no Rust: {error}\n{source}"))?;
        Ok(format!("// {stamp}\n\n{}", prettyplease::unparse(&file)))
    };
    let file = |path: &'static str, source: String| Ok::<_, Box<dyn std::error::Error>>(Artefact::file(path, tidy(path, source)?));
    Ok(vec![
        Artefact::file("agentspec-client/src/snapshot.rs", format!("// {stamp}\n\n{}", source.raw_client()?)),
        file("agentspec-ext/src/generated/stream_event.rs", stream_event(contract)?)?,
        file("agentspec-ext/src/generated/error_kind.rs", error_kind(contract)?)?,
        file("agentspec-ext/src/generated/types.rs", types(contract))?,
        file("schema/src/generated.rs", schema_types(contract, stamp))?,
        file("tests/contract/calls.rs", calls(contract)?)?,
        file("sdks/python/src/generated.rs", python_operations(contract)?)?,
    ])
}

fn stream_event(contract: &Contract) -> Result<String> {
    let schema = contract.schema("StreamEvent").ok_or("openapi.yaml: components.schemas.StreamEvent is missing")?;
    let Shape::Union(arms) = &schema.shape else {
        return Err("openapi.yaml: components.schemas.StreamEvent: a oneOf is due".into());
    };
    if let Some(arm) = arms.iter().find(|arm| arm.is_end != ENDS.contains(&arm.tag.as_str())) {
        let tag = &arm.tag;
        return Err(format!(
            "openapi.yaml: components.schemas.StreamEvent: {tag}: that `done` and `error` end a stream, and no other event, is known by hand: teach \
             agentspec-ext/src/stream.rs (text_stream and final_response) what `{tag}` is, then xtask/src/codegen/rust.rs (ENDS)"
        )
        .into());
    }
    let variant = |arm: &Arm| pascal_case(&arm.tag);
    let rows: Vec<Value> = arms
        .iter()
        .map(|arm| {
            json!({ "tag": arm.tag, "name": arm.name, "variant": variant(arm), "docs": lines(&arm.docs), "attributes": schema_of_type(Some(&arm.record)), "fields": arm.record.fields.iter().map(field).collect::<Vec<_>>() })
        })
        .collect();
    let tags = arms.iter().map(|arm| format!("`{}`", arm.tag)).collect::<Vec<_>>().join(", ");
    let ends = arms.iter().filter(|arm| arm.is_end).map(|arm| format!("Self::{}(_)", variant(arm))).collect::<Vec<_>>().join(" | ");
    let context = json!({ "docs": lines(&schema.docs), "arms": rows, "tags": tags, "ends": ends });
    render("stream_event.rs", include_str!("templates/stream_event.rs.j2"), context)
}

fn field(field: &Field) -> Value {
    let path = |name: &str| format!("::agentspec_client::types::{name}");
    let ty = type_name(&field.ty, &path);
    let mut attributes = schema_of_field(field, &path);
    match (&field.ty, field.is_required) {
        (_, true) if is_option(field) => attributes.push("#[serde(deserialize_with = \"Option::deserialize\")]".to_owned()),
        (_, true) => {}
        (_, false) if is_option(field) => attributes.push("#[serde(skip_serializing_if = \"Option::is_none\")]".to_owned()),
        (Type::List(_), false) => attributes.push("#[serde(default, skip_serializing_if = \"Vec::is_empty\")]".to_owned()),
        (_, false) => attributes.push("#[serde(default, skip_serializing_if = \"::serde_json::Map::is_empty\")]".to_owned()),
    }
    let name = identifier(&field.name);
    if name != field.name {
        attributes.push(format!("#[serde(rename = {:?})]", field.name));
    }
    let ty = if is_option(field) { format!("Option<{ty}>") } else { ty };
    json!({ "name": name, "ty": ty, "docs": lines(&field.docs), "attributes": attributes })
}

/// `name`, with an underscore where it is a keyword.
pub(super) fn identifier(name: &str) -> String {
    if syn::parse_str::<syn::Ident>(name).is_ok() { name.to_owned() } else { format!("{name}_") }
}

/// The row without a class is any other status's, and the one with the status 500 any other code's.
fn error_kind(contract: &Contract) -> Result<String> {
    let rows = &contract.errors;
    let other = rows.iter().find(|row| row.classes.is_empty()).ok_or("openapi.yaml: x-errors: a row without classes is missing")?;
    let failed = rows.iter().find(|row| row.statuses.contains(&Statuses::One(500)));
    let failed = failed.ok_or("openapi.yaml: x-errors: a row with the status 500 is missing")?;
    let kind_of = |row: &ErrorRow, pattern: String| json!({ "kind": row.kind, "pattern": pattern });
    let patterns = |row: &ErrorRow| row.statuses.iter().copied().map(status_pattern).collect::<Vec<_>>().join(" | ");

    let (exact, classes): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| row.statuses.iter().all(|status| matches!(status, Statuses::One(_))));
    let statuses = exact.iter().chain(&classes).filter(|row| !row.statuses.is_empty() && row.kind != other.kind);
    let statuses: Vec<_> = statuses.map(|row| kind_of(row, patterns(row))).collect();

    let told = exact.iter().filter(|row| !row.statuses.is_empty() && row.kind != failed.kind);
    let codes: Vec<_> =
        told.map(|row| kind_of(row, row.codes().iter().map(|code| format!("{code:?}")).collect::<Vec<_>>().join(" | "))).collect();

    let has_both = |row: &&&ErrorRow| rows.iter().any(|other| other.kind == row.kind && other.code == Code::OfStatus);
    let fixed = |row: &&ErrorRow| match &row.code {
        Code::Fixed(code) => Some(json!({ "kind": row.kind, "pattern": patterns(row), "code": code })),
        Code::OfStatus => None,
    };
    let by_status: Vec<_> = rows.iter().filter(|row| row.code == Code::OfStatus).map(|row| kind_of(row, patterns(row))).collect();
    let context = json!({
        "statuses": statuses, "other": other.kind, "codes": codes, "failed": failed.kind, "by_status": by_status,
        "before": exact.iter().filter(has_both).filter_map(fixed).collect::<Vec<_>>(),
        "fixed": exact.iter().filter_map(fixed).collect::<Vec<_>>(),
    });
    render("error_kind.rs", include_str!("templates/error_kind.rs.j2"), context)
}

fn status_pattern(statuses: Statuses) -> String {
    match statuses {
        Statuses::One(status) => status.to_string(),
        Statuses::Class(class) => format!("{class}00..={class}99"),
    }
}

/// The names of the types that users of `agentspec-ext` hold.
fn types(contract: &Contract) -> String {
    let names = contract.held().into_iter().filter(|schema| !matches!(schema.shape, Shape::Union(_)));
    let names = names.map(|schema| schema.name.as_str()).collect::<Vec<_>>().join(", ");
    format!("//! The schemas of what users get and give.\npub use agentspec_client::types::{{{names}}};\n")
}

/// The types that the JSON Schema describes.
fn schema_types(contract: &Contract, stamp: &Stamp) -> String {
    let types = contract.schemas.iter().map(|schema| match schema.shape {
        Shape::Union(_) => format!("generator.subschema_for::<agentspec_ext::{}>();", schema.name),
        _ => format!("generator.subschema_for::<agentspec_client::types::{}>();", schema.name),
    });
    format!(
        "//! The types of the contract.\npub(crate) const STAMP: &str = {:?};\n/// Describes every type of the contract.\n\
         pub(crate) fn describe(generator: &mut schemars::SchemaGenerator) {{ {} }}",
        stamp.to_string(),
        types.collect::<String>()
    )
}

fn calls(contract: &Contract) -> Result<String> {
    let operations = contract.operations.iter();
    let operations = operations.map(|operation| {
        let [call, blocking_call] = drive(contract, operation)?;
        Ok(json!({ "id": operation.id, "call": call, "blocking_call": blocking_call }))
    });
    let context = json!({ "operations": operations.collect::<Result<Vec<_>>>()? });
    render("calls.rs", include_str!("templates/calls.rs.j2"), context)
}

/// The expressions that make an operation's call, async and blocking, with the contract's own examples.
fn drive(contract: &Contract, operation: &Operation) -> Result<[String; 2]> {
    let given = operation.parameters.iter().filter(|parameter| parameter.required);
    let given = given.map(|parameter| format!("&target.{}", target_field(parameter)));
    let sent = required_fields(contract, operation).into_iter().map(|field| {
        let examples = operation.body.iter().flat_map(|body| &body.example);
        let text = examples.filter(|(name, _)| *name == field.name).map(|(_, text)| format!("{text:?}")).next();
        text.ok_or_else(|| format!("openapi.yaml: {}: the example of the request body lacks the text `{}`", operation.id, field.name))
    });
    let arguments = given.map(Ok).chain(sent).collect::<Result<Vec<_>, _>>()?.join(", ");
    let ends = match operation.answer {
        Answer::Events(_) => [".await?.text().await.map(drop)", ".call()?.text().map(drop)"],
        Answer::Nothing => [".await", ".call()"],
        Answer::Json(_) | Answer::Text => [".await.map(drop)", ".call().map(drop)"],
    };
    Ok(ends.map(|end| format!("client{}({arguments}){end}", method(operation))))
}

/// Every operation by its id, for the Python SDK: what is required is an argument, what is not a setter.
fn python_operations(contract: &Contract) -> Result<String> {
    let operations = contract.operations.iter().map(|operation| {
        let given = operation.parameters.iter().filter(|parameter| parameter.required).map(|parameter| &parameter.name);
        let sent = required_fields(contract, operation).into_iter().map(|field| &field.name);
        let arguments: Vec<_> = given.chain(sent).map(|name| format!("arguments.text({name:?})?")).collect();
        let query = operation.parameters.iter().filter(|parameter| !parameter.required);
        let query =
            query.map(|parameter| (&parameter.name, parameter.name.clone(), format!("::<{}>", type_name(&parameter.ty, &str::to_owned))));
        let fields = body_fields(contract, operation).iter().filter(|field| !field.is_required);
        let fields = fields.map(|field| match field.ty.named().and_then(|name| contract.schema(name)).map(|schema| &schema.shape) {
            Some(Shape::Map(_)) => (&field.name, format!("{}_map", field.name), String::new()),
            _ => (&field.name, field.name.clone(), String::new()),
        });
        let optional: Vec<_> = fields.chain(query).map(|(name, setter, ty)| json!({ "name": name, "setter": setter, "ty": ty })).collect();
        let reply = match operation.answer {
            Answer::Nothing => "nothing",
            Answer::Text => "text",
            Answer::Json(_) => "json",
            Answer::Events(_) => "events",
        };
        let call = format!("client{}({})", method(operation), arguments.join(", "));
        json!({ "id": operation.id, "call": call, "optional": optional, "reply": reply })
    });
    let context = json!({ "operations": operations.collect::<Vec<_>>() });
    render("operations.rs", include_str!("templates/operations.rs.j2"), context)
}

fn target_field(parameter: &Parameter) -> String {
    parameter.component.as_deref().map_or_else(|| parameter.name.clone(), snake_case)
}

/// `.agents().invoke`, or `.health`.
fn method(operation: &Operation) -> String {
    let group = operation.call.group.as_ref().map(|group| format!(".{group}()")).unwrap_or_default();
    format!("{group}.{}", identifier(&operation.call.name))
}

/// As callers write it: `client.agents().invoke(name, input)`.
pub(super) fn call(contract: &Contract, operation: &Operation) -> String {
    let given = operation.parameters.iter().filter(|parameter| parameter.required).map(|parameter| parameter.name.as_str());
    let arguments: Vec<_> = given.chain(required_fields(contract, operation).into_iter().map(|field| field.name.as_str())).collect();
    format!("client{}({})", method(operation), arguments.join(", "))
}

fn required_fields<'a>(contract: &'a Contract, operation: &Operation) -> Vec<&'a Field> {
    body_fields(contract, operation).iter().filter(|field| field.is_required).collect()
}

/// The fields of an operation's body, which are arguments of its call.
pub(super) fn body_fields<'a>(contract: &'a Contract, operation: &Operation) -> &'a [Field] {
    let schema = operation.body.as_ref().and_then(|body| contract.schema(&body.schema));
    match schema.map(|schema| &schema.shape) {
        Some(Shape::Record(record)) => &record.fields,
        _ => &[],
    }
}

/// The names of the predicates that are true of an error, the most specific first.
pub(super) fn predicates(row: &ErrorRow) -> Vec<String> {
    let name = |class: &String| match class.as_str() {
        "StreamInterruptedError" => "is_interrupted".to_owned(),
        class => format!("is_{}", snake_case(class.trim_end_matches("Error"))),
    };
    row.classes.iter().rev().map(name).collect()
}

fn lines(docs: &str) -> Vec<&str> {
    docs.lines().map(str::trim).collect()
}
