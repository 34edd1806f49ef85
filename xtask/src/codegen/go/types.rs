//! `zz_types.go`: the structs, and the functions that read them from JSON.

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Contract, Field, Integer, IntegerFormat, Record, Schema, Shape, Type};
use super::super::template::render;
use super::names::{Form, annotation, form, is_free, is_struct};
use super::{go_name, text};
use crate::Result;

const TYPES: &str = concat!(include_str!("../templates/go/docs.go.j2"), include_str!("../templates/go/types.go.j2"));

/// Optional records that are values and not pointers: a run without usage has used nothing.
const VALUES: [(&str, &str); 1] = [("PipelineRunResponse", "usage")];

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let answered = contract.answered();
    let definitions = contract.held().into_iter().filter(|schema| !matches!(schema.shape, Shape::Union(_) | Shape::Map(_)));
    let definitions: Vec<_> = definitions.map(|schema| definition(contract, schema, answered.contains(&schema.name.as_str()))).collect();
    let has = |part: &str| json!(definitions).to_string().contains(part);
    let context = json!({ "definitions": definitions, "has_time": has("time.Time"), "has_math": has("math.M") });
    render("zz_types.go", TYPES, context)
}

fn definition(contract: &Contract, schema: &Schema, is_answered: bool) -> Value {
    let (name, docs) = (&schema.name, text::in_go(contract, &schema.docs));
    let fields = |record: &Record| record.fields.iter().map(|field| self::field(contract, name, field)).collect::<Vec<_>>();
    match &schema.shape {
        Shape::OpenEnum(values) => {
            let values = values.iter().map(|value| json!({ "name": format!("{name}{}", go_name(value)), "value": value }));
            let docs = format!(
                "The known values of {}: {}. A later server may send others.",
                users(contract, name),
                text::small(docs.trim_end_matches('.'))
            );
            let docs = text::lines(&docs);
            json!({ "kind": "enum", "docs": docs, "values": values.collect::<Vec<_>>() })
        }
        Shape::Record(record) if is_answered => match (record.list_item(), record.fields.as_slice()) {
            (Some(item), [list]) => json!({
                "kind": "list", "name": name, "key": list.name, "ty": annotation(contract, item), "reader": reader(contract, item),
            }),
            (Some(_), _) => {
                let page = page(name);
                json!({ "kind": "record", "name": page, "docs": text::of_type(&page, &docs), "fields": fields(record), "keys": keys(record) })
            }
            _ => {
                json!({ "kind": "record", "name": name, "docs": text::of_type(name, &docs), "fields": fields(record), "keys": keys(record) })
            }
        },
        Shape::Record(record) => {
            let sent = record.fields.iter().map(|field| sent(contract, field)).collect::<Vec<_>>();
            json!({ "kind": "sent", "name": name, "docs": text::of_type(name, &docs), "fields": sent, "is_open": record.is_open })
        }
        Shape::Union(_) | Shape::Map(_) => json!({ "kind": "none" }),
    }
}

/// Returns the fields that have a value of an open enum: `[Agent.Status]`.
fn users(contract: &Contract, name: &str) -> String {
    let of = |schema: &Schema| match &schema.shape {
        Shape::Record(record) => {
            let fields = record.fields.iter().filter(|field| matches!(&field.ty, Type::Named(used) if used == name));
            fields.map(|field| format!("[{}.{}]", schema.name, go_name(&field.name))).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    let users: Vec<_> = contract.held().into_iter().flat_map(of).collect();
    if users.is_empty() { name.to_owned() } else { users.join(" and ") }
}

/// Returns the name of the struct of a list with further fields: `SessionPage` for `SessionList`.
pub(super) fn page(name: &str) -> String {
    name.strip_suffix("List").map_or_else(|| name.to_owned(), |item| format!("{item}Page"))
}

fn keys(record: &Record) -> String {
    record.fields.iter().map(|field| format!("{:?}", field.name)).collect::<Vec<_>>().join(", ")
}

/// Returns a field of a struct that is read, with the statements that read it into `r` from `o`.
pub(super) fn field(contract: &Contract, place: &str, field: &Field) -> Value {
    let is_value = VALUES.contains(&(place, field.name.as_str()));
    let is_pointer = !field.is_required && is_struct(contract, &field.ty) && !is_value;
    let omits = is_pointer || (!field.is_required && field.is_nullable && matches!(field.ty, Type::String));
    let ty = annotation(contract, &field.ty);
    let name = go_name(&field.name);
    let (access, is_free) = (access(field), is_free(contract, &field.ty));
    let required = format!("o.Required({:?})", field.name);
    let from = if access == "Required" && !is_free { &required } else { "field" };
    let mut targets = vec![(name.clone(), value_of(contract, &field.ty, from))];
    if is_free {
        targets.push((format!("Raw{name}"), "wire.Map(field, wire.Value.Raw)".to_owned()));
    }
    json!({
        "name": name, "key": field.name, "docs": text::of_field(contract, field, is_value && !field.is_required), "is_pointer": is_pointer,
        "ty": if is_pointer { format!("*{ty}") } else { ty }, "tag": if omits { format!("{},omitempty", field.name) } else { field.name.clone() },
        "is_free": is_free, "targets": targets, "access": access,
        "list": matches!(&field.ty, Type::List(_)) && access != "Required", "item": list_item(contract, field),
    })
}

fn list_item(contract: &Contract, field: &Field) -> Option<String> {
    match &field.ty {
        Type::List(item) => Some(reader(contract, item)),
        _ => None,
    }
}

/// Returns how a field is taken from an object: null is a value of a required field that is nullable; a nullable list is empty without it.
fn access(field: &Field) -> &'static str {
    match (field.is_required, field.is_nullable) {
        (_, true) if matches!(field.ty, Type::List(_)) => "Optional",
        (true, false) => "Required",
        (true, true) => "Nullable",
        (false, _) => "Optional",
    }
}

/// Returns the expression that reads a type from the expression `from`.
pub(super) fn value_of(contract: &Contract, ty: &Type, from: &str) -> String {
    match ty {
        Type::Boolean => format!("{from}.Bool()"),
        Type::Integer(Integer { format: IntegerFormat::Uint64, minimum: None | Some(..=0) }) => format!("{from}.Count()"),
        Type::Integer(integer) => {
            let (low, high) = limits(*integer);
            format!("{from}.Integer({low}, {high})")
        }
        Type::Number => format!("{from}.Number()"),
        Type::String => format!("{from}.Text()"),
        Type::DateTime => format!("readTime({from})"),
        Type::Any => format!("{from}.Any()"),
        Type::Object => format!("wire.AnyMap({from})"),
        Type::List(item) => format!("wire.List({from}, {})", reader(contract, item)),
        Type::Named(name) => match form(contract, name) {
            Form::Struct => format!("read{name}({from})"),
            Form::Text => format!("{from}.Text()"),
            Form::Map(Type::Any) => format!("wire.Map({from}, readText)"),
            Form::Map(ty) => format!("wire.Map({from}, {})", reader(contract, ty)),
        },
    }
}

/// Returns the function that reads a type from a value.
pub(super) fn reader(contract: &Contract, ty: &Type) -> String {
    let whole = value_of(contract, ty, "v");
    match whole.strip_suffix("(v)") {
        Some(function) => function.to_owned(),
        None => match whole.strip_prefix("v.").and_then(|method| method.strip_suffix("()")) {
            Some(method) => format!("wire.Value.{method}"),
            None => format!("func(v wire.Value) {} {{ return {whole} }}", annotation(contract, ty)),
        },
    }
}

fn limits(integer: Integer) -> (String, String) {
    let (low, high) = match integer.format {
        IntegerFormat::Int32 => ("math.MinInt32", "math.MaxInt32"),
        IntegerFormat::Int64 => ("math.MinInt", "math.MaxInt"),
        IntegerFormat::Uint32 => ("0", "min(math.MaxUint32, math.MaxInt)"),
        IntegerFormat::Uint64 => ("0", "math.MaxInt"),
    };
    (integer.minimum.map_or_else(|| low.to_owned(), |low| low.to_string()), high.to_owned())
}

/// Returns a field of a struct that is only sent: a pointer, for nil is not sent.
fn sent(contract: &Contract, field: &Field) -> Value {
    let ty = annotation(contract, &field.ty);
    let star = if ty.starts_with("map[") || ty.starts_with("[]") || ty == "any" { "" } else { "*" };
    let docs = text::lines(&text::in_go(contract, &field.docs));
    json!({ "name": go_name(&field.name), "key": field.name, "docs": docs, "ty": format!("{star}{ty}"), "star": star })
}
