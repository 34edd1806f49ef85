//! Python: the dataclasses, the options and the decoders of `agentspec.types`.

use serde_json::{Value, json};

use super::artefact::Artefact;
use super::rust::body_fields;
use super::shared::contract::{Contract, Field, IntegerFormat, Operation, Record, Schema, Shape, Type, pascal_case, snake_case};
use super::stamp::Stamp;
use super::template::render;
use crate::Result;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
    "while", "with", "yield",
];

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<Vec<Artefact>> {
    let context = Types { contract }.context(stamp);
    let types = render("types.py", include_str!("templates/types.py.j2"), context)?;
    Ok(vec![Artefact::file("sdks/python/python/agentspec/types.py", types)])
}

/// As callers write it: `client.agents.invoke(name=, input=, options=)`.
pub(super) fn call(contract: &Contract, operation: &Operation) -> String {
    let (required, optional): (Vec<_>, Vec<_>) = operation.parameters.iter().partition(|parameter| parameter.required);
    let fields = body_fields(contract, operation).iter().map(|field| &field.name);
    let names = required.iter().map(|parameter| &parameter.name).chain(fields).chain(optional.iter().map(|parameter| &parameter.name));
    let arguments: Vec<_> = names.map(|name| format!("{name}=")).collect();
    let group = operation.call.group.as_ref().map(|group| format!("{group}.")).unwrap_or_default();
    format!("client.{group}{}({})", identifier(&operation.call.name), arguments.join(", "))
}

/// `name`, with an underscore where it is a keyword.
fn identifier(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
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
                    records.push(json!({ "name": name, "docs": docs, "fields": self.fields(record) }));
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

fn annotation(ty: &Type) -> String {
    match ty {
        Type::Boolean => "bool".to_owned(),
        Type::Integer(_) => "int".to_owned(),
        Type::Number => "float".to_owned(),
        Type::String | Type::DateTime => "str".to_owned(),
        Type::Any => "Any".to_owned(),
        Type::Object => "Dict[str, Any]".to_owned(),
        Type::List(item) => format!("List[{}]", annotation(item)),
        Type::Named(name) => name.clone(),
    }
}

fn open_enum(values: &[String]) -> String {
    let values: Vec<_> = values.iter().map(|value| format!("{value:?}")).collect();
    format!("Union[Literal[{}], str]", values.join(", "))
}
