//! `zz_events.go`: the event of a stream, one flat struct for all types, and the functions that read them.

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Arm, Contract, Field, Type};
use super::super::template::render;
use super::names::{annotation, is_struct};
use super::{text, types};
use crate::Result;

const EVENTS: &str = concat!(include_str!("../templates/go/docs.go.j2"), include_str!("../templates/go/events.go.j2"));

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let arms = contract.events();
    let mut fields: Vec<(Value, Vec<String>)> = Vec::new();
    for (arm, field) in arms.iter().flat_map(|arm| arm.record.fields.iter().map(move |field| (arm, field))) {
        let row = row(contract, field);
        match fields.iter_mut().find(|(other, _)| other["name"] == row["name"]) {
            Some((other, _)) if other["ty"] != row["ty"] => {
                let (name, constant) = (&field.name, &arm.name);
                return Err(
                    format!("openapi.yaml: {constant}: {name} has another type in another event, and Go has one struct for all").into()
                );
            }
            Some((_, owners)) => owners.push(constant(arm)),
            None => fields.push((row, vec![constant(arm)])),
        }
    }
    let fields = fields.into_iter().map(|(mut row, owners)| {
        let own =
            row["docs"].as_array().map_or(String::new(), |lines| lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"));
        row["docs"] = json!(text::lines(&format!("{own} For {}.", owners.join(" and "))));
        row
    });
    let fields: Vec<_> = fields.collect();
    let events = arms.iter().map(|arm| {
        let fields: Vec<_> = arm.record.fields.iter().map(|field| row(contract, field)).collect();
        let keys = arm.record.fields.iter().map(|field| format!(", {:?}", field.name)).collect::<Vec<_>>().concat();
        json!({ "constant": constant(arm), "tag": arm.tag, "docs": docs(contract, arm), "fields": fields, "keys": keys, "is_end": arm.is_end })
    });
    let docs = contract.schema("StreamEvent").map(|schema| text::of_type("StreamEvent", &text::in_go(contract, &schema.docs)));
    let events: Vec<_> = events.collect();
    let has = |part: &str| json!(events).to_string().contains(part);
    let context = json!({
        "docs_of_event": docs.unwrap_or_default(), "fields_of_event": fields, "events": events,
        "ends": arms.iter().filter(|arm| arm.is_end).map(constant).collect::<Vec<_>>().join(", "),
        "has_time": has("time.Time"), "has_math": has("math.M"),
    });
    render("zz_events.go", EVENTS, context)
}

/// Returns `EventToolCall` for the event `ToolCall`, and `EventError` for `ErrorEvent`.
pub(in crate::codegen) fn constant(arm: &Arm) -> String {
    format!("Event{}", arm.name.strip_suffix("Event").unwrap_or(&arm.name))
}

fn docs(contract: &Contract, arm: &Arm) -> Vec<String> {
    text::lines(&format!("{} is the type of this event: {}", constant(arm), text::small(&text::in_go(contract, &arm.docs))))
}

/// Returns a field as the flat struct has it: any JSON is text, and each is omitted where it is empty.
fn row(contract: &Contract, field: &Field) -> Value {
    let required = Field { is_required: true, ..field.clone() };
    let mut row = types::field(contract, "StreamEvent", if matches!(field.ty, Type::Any) { &required } else { field });
    if is_struct(contract, &field.ty) {
        row["ty"] = json!(format!("*{}", annotation(contract, &field.ty)));
        row["is_pointer"] = json!(true);
    }
    if matches!(field.ty, Type::Any) {
        row["ty"] = json!("string");
        row["targets"][0][1] = json!(format!("readText(o.Required({:?}))", field.name));
    }
    row["tag"] = json!(format!("{},omitempty", field.name));
    row
}
