//! `agentspec.types`: dataclasses, options and decoders.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::super::client_codegen::contract::{
    Arm, Contract, Field, IntegerFormat, Record, STREAM_EVENT, Schema, Shape, Type, pascal_case, snake_case,
};
use super::super::stamp::Stamp;
use super::super::template::render;
use super::{annotation, identifier};
use crate::Result;

/// Names that the body of a class uses. A field of the same name would hide one from the fields after it.
const IN_CLASSES: [&str; 6] = ["bool", "classmethod", "dataclasses", "float", "int", "str"];

/// The attribute of every class of a response that keeps unknown fields.
const EXTRA: (&str, &str) = ("extra", "Fields that this version does not know, unchanged.");

/// The field with the number of items of a list. In a list that a program makes, its default is the length.
const COUNT: &str = "total";

const METHODS_OF_LISTS: [&str; 11] = ["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<String> {
    render("types.py", include_str!("../templates/types.py.j2"), Types { contract }.context(stamp)?)
}

/// Emits a use of every event, for the checkers of types.
pub(super) fn emit_event_uses(contract: &Contract, stamp: &Stamp) -> Result<String> {
    let mut context = Types { contract }.union(STREAM_EVENT, contract.events());
    context["stamp"] = json!(stamp.to_string());
    render("typing_events.py", include_str!("../templates/typing_events.py.j2"), context)
}

struct Types<'a> {
    contract: &'a Contract,
}

impl Types<'_> {
    /// Responses become dataclasses, and objects that are only sent a `TypedDict`. Request bodies have no class, as their fields are arguments.
    fn context(&self, stamp: &Stamp) -> Result<Value> {
        let answered = self.contract.answered();
        let definition = |schema: &&Schema| {
            let mut definition = match &schema.shape {
                Shape::OpenEnum(values) => alias(&open_enum(values)),
                Shape::Map(ty) => alias(&format!("Dict[str, {}]", annotation(ty))),
                Shape::Record(record) if !answered.contains(&schema.name.as_str()) => options(&schema.name, record)?,
                Shape::Record(record) => self.record(&schema.name, record)?,
                Shape::Union(arms) => self.union(&schema.name, arms),
            };
            definition["name"] = json!(schema.name);
            let fields = definition["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
            definition["docs"] = match schema.shape {
                Shape::Record(_) if definition["kind"] == "options" => json!(with_fields(&schema.docs, "Keys", fields, &[])),
                Shape::Record(_) => json!(with_fields(&schema.docs, "Attributes", fields, &[EXTRA])),
                _ => json!(schema.docs),
            };
            Ok(definition)
        };
        let definitions = self.in_order_of_use().iter().map(definition).collect::<Result<Vec<_>>>()?;
        Ok(json!({ "stamp": stamp.to_string(), "definitions": definitions }))
    }

    /// A record. If callers use it as a list, the list is apart from the other fields.
    fn record(&self, name: &str, record: &Record) -> Result<Value> {
        let (list, fields): (Vec<_>, Vec<_>) = record.fields.iter().partition(|field| Some(&field.name) == record.list.as_ref());
        let fields: Vec<_> = fields.into_iter().cloned().collect();
        if let Some(field) = fields.iter().find(|field| !list.is_empty() && METHODS_OF_LISTS.contains(&field.name.as_str())) {
            return refuse(name, field, "the name is that of a method of Python's lists, and the whole is used as one");
        }
        let kind = if list.is_empty() { "record" } else { "list" };
        let list = list.first().map(|field| self.field(field).1);
        let fields = self.fields(&Record { fields, is_open: record.is_open, list: None });
        Ok(json!({ "kind": kind, "fields": fields, "list": list, "item": record.list_item().map(annotation) }))
    }

    /// Of `StreamEvent`: `UnknownEvent`, `_STREAM_EVENTS`, and `stream_event`.
    fn union(&self, name: &str, arms: &[Arm]) -> Value {
        let arms = arms.iter().map(|arm| {
            let fields = self.fields(&arm.record);
            let docs = with_fields(&arm.docs, "Attributes", &fields, &[EXTRA, ("type", "The event's type.")]);
            json!({ "tag": arm.tag, "name": arm.name, "docs": docs, "fields": fields })
        });
        let function = snake_case(name);
        let unknown = format!("Unknown{}", function.rsplit('_').next().map(pascal_case).unwrap_or_default());
        let table = format!("_{}S", function.to_uppercase());
        json!({ "kind": "union", "arms": arms.collect::<Vec<_>>(), "function": function, "unknown": unknown, "table": table })
    }

    /// The schemas that users hold, each after those that it uses.
    fn in_order_of_use(&self) -> Vec<&Schema> {
        let mut placed = Vec::new();
        for schema in self.contract.held() {
            self.place(schema, &mut placed);
        }
        placed
    }

    /// Places a schema after those that it uses. This ends, as the reader refuses a schema that contains itself.
    fn place<'a>(&'a self, schema: &'a Schema, placed: &mut Vec<&'a Schema>) {
        for used in schema.uses().into_iter().filter_map(|name| self.contract.schema(name)) {
            self.place(used, placed);
        }
        if !placed.iter().any(|other| other.name == schema.name) {
            placed.push(schema);
        }
    }

    /// The fields of a class, required ones first, as dataclasses demand.
    fn fields(&self, record: &Record) -> Vec<Value> {
        let (required, optional): (Vec<_>, Vec<_>) =
            record.fields.iter().map(|field| self.field(field)).partition(|(has_default, _)| !has_default);
        required.into_iter().chain(optional).map(|(_, field)| field).collect()
    }

    /// A field, and whether it has a default.
    fn field(&self, field: &Field) -> (bool, Value) {
        const LIST: &str = "dataclasses.field(default_factory=list, hash=False)";
        let (key, ty, reader) = (quoted(&field.name), annotation(&field.ty), self.reader(&field.ty));
        let (ty, default, read) = match (&field.ty, field.is_required, field.is_nullable) {
            (_, true, false) => (ty, "", format!("required({key}, {reader})")),
            (Type::List(_), true, true) => (ty, "", format!("nullable({key}, {reader}) or []")),
            (Type::List(item), false, true) => (ty, LIST, format!("list_or_empty({key}, {})", self.reader(item))),
            (Type::List(item), false, false) => (ty, LIST, format!("list_if_there({key}, {})", self.reader(item))),
            (Type::Object, false, false) => (ty, "dataclasses.field(default_factory=dict, hash=False)", format!("mapping_if_there({key})")),
            (_, true, true) => (format!("Optional[{ty}]"), "", format!("nullable({key}, {reader})")),
            (_, false, _) => (format!("Optional[{ty}]"), "None", format!("optional({key}, {reader})")),
        };
        let name = if IN_CLASSES.contains(&field.name.as_str()) { format!("{}_", field.name) } else { identifier(&field.name) };
        let value = match default {
            "" if !self.is_hashed(&field.ty) => "dataclasses.field(hash=False)",
            "None" if !self.is_hashed(&field.ty) => "dataclasses.field(default=None, hash=False)",
            default => default,
        };
        let (argument, set) = match (field.name.as_str(), default) {
            (COUNT, "") => (format!("Optional[{ty}] = None"), format!("len(self) if {name} is None else {name}")),
            (_, "") => (ty.clone(), name.clone()),
            (_, "None") => (format!("{ty} = None"), name.clone()),
            _ => (format!("Optional[{ty}] = None"), format!("{name} or {}", if default == LIST { "[]" } else { "{}" })),
        };
        let row = json!({
            "name": name, "key": field.name, "docs": field.docs, "ty": ty, "value": value, "argument": argument, "set": set, "read": read,
        });
        (!default.is_empty(), row)
    }

    /// Whether a value of the type is hashable in Python, unlike lists and dicts.
    fn is_hashed(&self, ty: &Type) -> bool {
        match ty {
            Type::Any | Type::Object | Type::List(_) => false,
            Type::Named(name) => match self.contract.schema(name).map(|schema| &schema.shape) {
                Some(Shape::Record(record)) => record.list.is_none(),
                Some(Shape::Map(_)) => false,
                _ => true,
            },
            _ => true,
        }
    }

    /// The function that reads a value of the type.
    fn reader(&self, ty: &Type) -> String {
        match ty {
            Type::Boolean => "_decode.boolean".to_owned(),
            Type::Integer(integer) => format!("_decode.{}", integer_reader(integer.format)),
            Type::Number => "_decode.number".to_owned(),
            Type::String | Type::DateTime => "_decode.text".to_owned(),
            Type::Any => "_decode.anything".to_owned(),
            Type::Object => "_decode.mapping".to_owned(),
            Type::List(item) => format!("_decode.list_of({})", self.reader(item)),
            Type::Named(name) => match self.contract.schema(name).map(|schema| &schema.shape) {
                Some(Shape::OpenEnum(_)) => "_decode.text".to_owned(),
                Some(Shape::Map(ty)) => format!("_decode.mapping_of({})", self.reader(ty)),
                _ => format!("{name}.from_dict"),
            },
        }
    }
}

fn integer_reader(format: IntegerFormat) -> &'static str {
    match format {
        IntegerFormat::Int32 => "int32",
        IntegerFormat::Int64 => "int64",
        IntegerFormat::Uint32 => "uint32",
        IntegerFormat::Uint64 => "uint64",
    }
}

/// The docs of a class with a section of its attributes, as `help()` shows it.
fn with_fields(docs: &str, section: &str, fields: &[Value], more: &[(&str, &str)]) -> String {
    let known = fields.iter().filter_map(|field| Some((field["name"].as_str()?, field["docs"].as_str()?)));
    let rows: Vec<_> = known.chain(more.iter().copied()).collect();
    if rows.is_empty() {
        return docs.to_owned();
    }
    let mut told = format!("{}\n\n{section}:", docs.trim_end());
    for (name, docs) in rows {
        let first = docs.split("\n\n").next().unwrap_or_default().trim_end().replace('\n', "\n        ");
        let _ = write!(told, "\n    {name}: {first}");
    }
    told
}

fn alias(ty: &str) -> Value {
    json!({ "kind": "alias", "ty": ty })
}

/// Of a `TypedDict`: its keys are those of the wire, and each may be left out.
fn options(name: &str, record: &Record) -> Result<Value> {
    let option = |field: &Field| {
        if field.is_required {
            return refuse(name, field, "a required field of what is only sent is not supported: make it one of the body, or optional");
        }
        if identifier(&field.name) != field.name {
            return refuse(name, field, "a keyword of Python cannot be a key of options");
        }
        let ty = annotation(&field.ty);
        let ty = if field.is_nullable { format!("Optional[{ty}]") } else { ty };
        Ok(json!({ "name": field.name, "docs": field.docs, "ty": ty }))
    };
    Ok(json!({ "kind": "options", "fields": record.fields.iter().map(option).collect::<Result<Vec<_>>>()? }))
}

fn refuse(schema: &str, field: &Field, reason: &str) -> Result<Value> {
    Err(format!("openapi.yaml: components.schemas.{schema}.properties.{}: {reason}", field.name).into())
}

fn open_enum(values: &[String]) -> String {
    let values: Vec<_> = values.iter().map(|value| quoted(value)).collect();
    format!("Union[Literal[{}], str]", values.join(", "))
}

/// A string of JSON is one of Python.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}
