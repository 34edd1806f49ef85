//! `generated/types.ts` and `generated/events.ts`: interfaces, and the tables by which JSON becomes them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Arm, Contract, Field, Integer, IntegerFormat, Record, Schema, Shape, Type};
use super::super::template::render;
use super::{annotation, camel_case};
use crate::Result;

/// What `event/shape.ts` exports for the tables.
const SHAPES: [&str; 12] = ["any", "boolean", "count", "integer", "list", "listed", "map", "number", "object", "record", "text", "writer"];

const TYPES: &str = concat!(include_str!("../templates/typescript/docs.ts.j2"), include_str!("../templates/typescript/types.ts.j2"));
const EVENTS: &str = concat!(include_str!("../templates/typescript/docs.ts.j2"), include_str!("../templates/typescript/events.ts.j2"));

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let answered = contract.answered();
    let definitions = in_order_of_use(contract).into_iter().filter(|schema| !matches!(schema.shape, Shape::Union(_)));
    let definitions = definitions.map(|schema| definition(schema, answered.contains(&schema.name.as_str())));
    let definitions: Vec<_> = definitions.collect();
    render_with_imports("types.ts", TYPES, json!({ "definitions": definitions }))
}

pub(super) fn emit_events(contract: &Contract) -> Result<String> {
    let arms = contract.schemas.iter().filter_map(|schema| match &schema.shape {
        Shape::Union(arms) => Some((schema, arms)),
        _ => None,
    });
    let Some((schema, arms)) = arms.into_iter().next() else { return Ok("export {};\n".to_owned()) };
    let arms: Vec<_> = arms.iter().map(event).collect();
    let used = contract.schemas.iter().filter(|other| schema.uses().contains(&other.name.as_str()));
    let used: Vec<_> = used.map(|schema| json!({ "name": schema.name, "is_read": is_read(&schema.shape) })).collect();
    let context = json!({ "name": schema.name, "docs_of_union": lines(&schema.docs), "arms": arms, "used": used });
    render_with_imports("events.ts", EVENTS, context)
}

/// Renders with the imports that the text needs.
fn render_with_imports(name: &str, template: &str, mut context: Value) -> Result<String> {
    context["imports"] = json!([""]);
    let text = render(name, template, context.clone())?;
    let is_table = |line: &&str| line.contains("Reader<") || line.contains("record<") || line.contains("writer<");
    let tables: Vec<_> = text.lines().skip_while(|line| !line.contains("event/shape.js")).skip(1).filter(is_table).collect();
    let words: BTreeSet<_> = tables.iter().flat_map(|line| line.split(|letter: char| !letter.is_alphanumeric())).collect();
    let used: Vec<_> = SHAPES.iter().filter(|shape| words.contains(*shape)).collect();
    context["imports"] = json!(used);
    render(name, template, context)
}

fn is_read(shape: &Shape) -> bool {
    matches!(shape, Shape::Record(_) | Shape::Map(_))
}

/// What callers hold, each after what it is made of.
fn in_order_of_use(contract: &Contract) -> Vec<&Schema> {
    fn place<'a>(contract: &'a Contract, schema: &'a Schema, placed: &mut Vec<&'a Schema>) {
        for used in schema.uses().into_iter().filter_map(|name| contract.schema(name)) {
            place(contract, used, placed);
        }
        if !placed.iter().any(|other| other.name == schema.name) {
            placed.push(schema);
        }
    }
    let mut placed = Vec::new();
    for schema in contract.held() {
        place(contract, schema, &mut placed);
    }
    placed
}

fn definition(schema: &Schema, is_answered: bool) -> Value {
    let mut definition = match &schema.shape {
        Shape::OpenEnum(values) => json!({ "kind": "enum", "values": values }),
        Shape::Map(ty) => json!({ "kind": "map", "ty": annotation(ty), "reader": reader(ty) }),
        Shape::Record(record) if !is_answered => json!({ "kind": "options", "fields": fields(record), "is_open": record.is_open }),
        Shape::Record(record) => match record.list_item() {
            Some(item) => {
                let (list, others): (Vec<_>, Vec<_>) = record.fields.iter().partition(|field| Some(&field.name) == record.list.as_ref());
                let rows = |fields: &[&Field]| fields.iter().map(|field| self::field(field)).collect::<Vec<_>>();
                json!({ "kind": "list", "item": annotation(item), "list": record.list, "fields": rows(&others), "list_fields": rows(&list) })
            }
            None => json!({ "kind": "record", "fields": fields(record) }),
        },
        Shape::Union(_) => json!({}),
    };
    definition["name"] = json!(schema.name);
    definition["docs"] = json!(lines(&schema.docs));
    definition
}

/// `Token` as `TokenEvent`; `ErrorEvent` stays.
pub(in crate::codegen) fn event_name(arm: &Arm) -> String {
    if arm.name.ends_with("Event") { arm.name.clone() } else { format!("{}Event", arm.name) }
}

fn event(arm: &Arm) -> Value {
    let name = event_name(arm);
    json!({ "tag": arm.tag, "name": name, "docs": lines(&arm.docs), "is_end": arm.is_end, "fields": fields(&arm.record) })
}

fn fields(record: &Record) -> Vec<Value> {
    record.fields.iter().map(field).collect()
}

/// A field as the interface has it, and its row in the table.
fn field(field: &Field) -> Value {
    let is_list = matches!(field.ty, Type::List(_));
    let (presence, optional, suffix) = match (field.is_required, field.is_nullable) {
        (_, true) if is_list => (3, "", ""),
        (true, false) => (1, "", ""),
        (true, true) => (2, "", " | null"),
        (false, _) => (0, "?", " | undefined"),
    };
    json!({
        "key": field.name, "name": camel_case(&field.name), "docs": lines(&field.docs), "optional": optional,
        "ty": format!("{}{suffix}", annotation(&field.ty)), "reader": reader(&field.ty), "presence": presence,
    })
}

fn reader(ty: &Type) -> String {
    match ty {
        Type::Boolean => "boolean".to_owned(),
        Type::Integer(Integer { format: IntegerFormat::Uint32 | IntegerFormat::Uint64, minimum: None | Some(..=0) }) => "count".to_owned(),
        Type::Integer(integer) => integer_reader(*integer),
        Type::Number => "number".to_owned(),
        Type::String | Type::DateTime => "text".to_owned(),
        Type::Any => "any".to_owned(),
        Type::Object => "object".to_owned(),
        Type::List(item) => format!("list({})", reader(item)),
        Type::Named(name) => format!("read{name}"),
    }
}

fn integer_reader(integer: Integer) -> String {
    let (low, high) = match integer.format {
        IntegerFormat::Int32 => (Some(i64::from(i32::MIN)), Some(i64::from(i32::MAX))),
        IntegerFormat::Int64 => (None, None),
        IntegerFormat::Uint32 => (Some(0), Some(i64::from(u32::MAX))),
        IntegerFormat::Uint64 => (Some(0), None),
    };
    let low = integer.minimum.or(low).map_or_else(|| "undefined".to_owned(), |low| low.to_string());
    let high = high.map_or_else(String::new, |high| format!(", {high}"));
    format!("integer({low}{high})")
}

fn lines(docs: &str) -> Vec<&str> {
    docs.lines().map(str::trim_end).collect()
}
