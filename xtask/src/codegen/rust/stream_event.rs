//! The events of a stream: a struct for each, and what reads it.

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Arm, Contract, Field, STREAM_EVENT, Shape, Type, pascal_case};
use super::super::client_codegen::rust_types::{
    constructor, identifier, is_nullable_list, is_option, schema_of_field, schema_of_record, type_name,
};
use super::super::template::render;
use super::lines;
use crate::Result;

/// The events that `agentspec-ext/src/stream.rs` knows as ends.
const ENDS: [&str; 2] = ["done", "error"];

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let schema = contract.schema(STREAM_EVENT).ok_or("openapi.yaml: components.schemas.StreamEvent is missing")?;
    let Shape::Union(arms) = &schema.shape else {
        return Err("openapi.yaml: components.schemas.StreamEvent: expected a oneOf".into());
    };
    if let Some(arm) = arms.iter().find(|arm| arm.is_end != ENDS.contains(&arm.tag.as_str())) {
        let tag = &arm.tag;
        return Err(format!(
            "openapi.yaml: components.schemas.StreamEvent: {tag}: that `done` and `error` end a stream, and no other event, is known by \
             hand: teach agentspec-ext/src/stream.rs (text_stream and final_response) what `{tag}` is, then ENDS of xtask/src/codegen/rust/stream_event.rs"
        )
        .into());
    }
    let variant = |arm: &Arm| pascal_case(&arm.tag);
    let path = |name: &str| format!("::agentspec_client::types::{name}");
    let rows: Vec<Value> = arms
        .iter()
        .map(|arm| {
            let fields: Vec<_> = arm.record.fields.iter().map(field).collect();
            json!({
                "tag": arm.tag, "name": arm.name, "variant": variant(arm), "docs": lines(&arm.docs),
                "attributes": schema_of_record(&arm.record), "fields": fields, "reads": arm.record.fields.iter().all(is_plain),
                "small": is_small(arm), "constructor": constructor(&arm.record, Some("Extra::default()"), &path),
            })
        })
        .collect();
    let tags = arms.iter().map(|arm| format!("`{}`", arm.tag)).collect::<Vec<_>>().join(", ");
    let ends = arms.iter().filter(|arm| arm.is_end).map(|arm| format!("Self::{}(_)", variant(arm))).collect::<Vec<_>>().join(" | ");
    let context = json!({ "docs": lines(&schema.docs), "arms": rows, "tags": tags, "ends": ends });
    render("stream_event.rs", include_str!("../templates/stream_event.rs.j2"), context)
}

/// Whether it is one text: as nearly every event of a stream is. Any other lies apart, so that none makes room for the largest.
fn is_small(arm: &Arm) -> bool {
    matches!(arm.record.fields.as_slice(), [Field { ty: Type::String, .. }])
}

/// The names of the events, for export.
pub(super) fn names(contract: &Contract) -> String {
    let arms = contract.events().iter();
    let names = [STREAM_EVENT].into_iter().chain(arms.map(|arm| arm.name.as_str())).collect::<Vec<_>>().join(", ");
    format!("//! The events of a stream, by name.\npub use super::stream_event::{{{names}}};\n")
}

fn field(field: &Field) -> Value {
    let path = |name: &str| format!("::agentspec_client::types::{name}");
    let ty = type_name(&field.ty, &path);
    let mut attributes = schema_of_field(field, &path);
    if is_nullable_list(field) {
        attributes.push("#[serde(deserialize_with = \"::agentspec_client::json::null_as_empty\")]".to_owned());
    }
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
    json!({ "name": name, "ty": ty, "docs": lines(&field.docs), "attributes": attributes, "read": read(field) })
}

/// Whether it is there whenever its event is, and [`read`] knows how it is written. Else the whole event is left to serde.
fn is_plain(field: &Field) -> bool {
    field.is_required && !field.is_nullable && !matches!(field.ty, Type::List(_))
}

/// What takes a field that [`is_plain`] from those of its event.
fn read(field: &Field) -> String {
    let name = &field.name;
    match field.ty {
        Type::String | Type::DateTime => format!("fields.text({name:?})?"),
        Type::Any => format!("fields.value({name:?})?"),
        Type::Object => format!("fields.object({name:?})?"),
        _ => format!("from_value(fields.value({name:?})?).ok()?"),
    }
}
