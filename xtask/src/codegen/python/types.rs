//! `agentspec.types`: dataclasses, options and decoders.

use serde_json::{Value, json};

use super::super::shared::contract::{Contract, Field, IntegerFormat, Record, Schema, Shape, Type, pascal_case, snake_case};
use super::super::stamp::Stamp;
use super::super::template::render;
use super::{annotation, identifier};
use crate::Result;

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<String> {
    render("types.py", include_str!("../templates/types.py.j2"), Types { contract }.context(stamp))
}

struct Types<'a> {
    contract: &'a Contract,
}

impl Types<'_> {
    /// What is answered becomes dataclasses, and what is only sent a `TypedDict`. Whole bodies become nothing: their fields are arguments.
    fn context(&self, stamp: &Stamp) -> Value {
        let answered = self.contract.answered();
        let (mut aliases, mut options, mut records, mut unions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for schema in self.in_order_of_use() {
            let (name, docs) = (&schema.name, &schema.docs);
            match &schema.shape {
                Shape::OpenEnum(values) => aliases.push(json!({ "name": name, "docs": docs, "ty": open_enum(values) })),
                Shape::Map(ty) => aliases.push(json!({ "name": name, "docs": docs, "ty": format!("Dict[str, {}]", annotation(ty)) })),
                Shape::Record(record) if answered.contains(&name.as_str()) => {
                    records.push(self.record(schema, record));
                }
                Shape::Record(record) => {
                    options.push(json!({ "name": name, "docs": docs, "fields": record.fields.iter().map(option).collect::<Vec<_>>() }));
                }
                Shape::Union(arms) => {
                    let arms = arms
                        .iter()
                        .map(|arm| json!({ "tag": arm.tag, "name": arm.name, "docs": arm.docs, "fields": self.fields(&arm.record) }));
                    // Of StreamEvent: UnknownEvent, _STREAM_EVENTS, and stream_event.
                    let function = snake_case(name);
                    let suffix = function.rsplit('_').next().map(pascal_case);
                    let constant = format!("{}S", function.to_uppercase());
                    unions.push(json!({ "name": name, "docs": docs, "arms": arms.collect::<Vec<_>>(), "function": function, "suffix": suffix, "constant": constant }));
                }
            }
        }
        json!({ "stamp": stamp.to_string(), "aliases": aliases, "options": options, "records": records, "unions": unions })
    }

    /// One that callers use as the list that it holds has that list apart from its fields.
    fn record(&self, schema: &Schema, record: &Record) -> Value {
        let (list, fields): (Vec<_>, Vec<_>) = record.fields.iter().partition(|field| Some(&field.name) == record.list.as_ref());
        let fields: Vec<_> = fields.into_iter().cloned().collect();
        let list = list.first().map(|field| self.field(field).1);
        let fields = self.fields(&Record { fields, is_open: record.is_open, list: None });
        json!({ "name": schema.name, "docs": schema.docs, "fields": fields, "list": list, "item": record.list_item().map(annotation) })
    }

    /// What users hold, each after what it is made of.
    fn in_order_of_use(&self) -> Vec<&Schema> {
        let mut placed = Vec::new();
        for schema in self.contract.held() {
            self.place(schema, &mut placed);
        }
        placed
    }

    fn place<'a>(&'a self, schema: &'a Schema, placed: &mut Vec<&'a Schema>) {
        for used in schema.uses().into_iter().filter_map(|name| self.contract.schema(name)) {
            self.place(used, placed);
        }
        if !placed.iter().any(|other| other.name == schema.name) {
            placed.push(schema);
        }
    }

    /// Required fields first, as dataclasses ask.
    fn fields(&self, record: &Record) -> Vec<Value> {
        let (required, optional): (Vec<_>, Vec<_>) =
            record.fields.iter().map(|field| self.field(field)).partition(|(has_default, _)| !has_default);
        required.into_iter().chain(optional).map(|(_, field)| field).collect()
    }

    /// A field, and whether it has a default.
    fn field(&self, field: &Field) -> (bool, Value) {
        let wire_name = &field.name;
        let ty = annotation(&field.ty);
        let (ty, default, read) = match (&field.ty, field.is_required, field.is_nullable) {
            (Type::List(item), _, true) => {
                (ty, "dataclasses.field(default_factory=list)", format!("list_or_empty({wire_name:?}, {})", self.reader(item)))
            }
            (Type::List(item), false, false) => {
                (ty, "dataclasses.field(default_factory=list)", format!("list_if_there({wire_name:?}, {})", self.reader(item)))
            }
            (any, true, false) => (ty, "", format!("required({wire_name:?}, {})", self.reader(any))),
            (any, true, true) => (format!("Optional[{ty}]"), "", format!("nullable({wire_name:?}, {})", self.reader(any))),
            (any, false, _) => (format!("Optional[{ty}]"), "None", format!("optional({wire_name:?}, {})", self.reader(any))),
        };
        (!default.is_empty(), json!({ "name": identifier(wire_name), "docs": field.docs, "ty": ty, "default": default, "read": read }))
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

fn option(field: &Field) -> Value {
    json!({ "name": field.name, "docs": field.docs, "ty": annotation(&field.ty) })
}

fn open_enum(values: &[String]) -> String {
    let values: Vec<_> = values.iter().map(|value| format!("{value:?}")).collect();
    format!("Union[Literal[{}], str]", values.join(", "))
}
