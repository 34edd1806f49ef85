//! Types of the model as Rust writes them, and what schemars is told of them.
//!
//! A Rust type says less than the contract: an `Option` may be absent or null, a `String` is any text. The attributes for schemars say the
//! rest, so that its JSON Schema judges as the contract does.

use super::contract::{Field, Integer, IntegerFormat, Record, Shape, Type};

/// `ty`, whose schemas are found at `path`.
pub(crate) fn type_name(ty: &Type, path: &impl Fn(&str) -> String) -> String {
    match ty {
        Type::Boolean => "bool".to_owned(),
        Type::Integer(integer) => integer_name(integer.format).to_owned(),
        Type::Number => "f64".to_owned(),
        Type::String | Type::DateTime => "String".to_owned(),
        Type::Any => "::serde_json::Value".to_owned(),
        Type::Object => "::serde_json::Map<String, ::serde_json::Value>".to_owned(),
        Type::List(item) => format!("Vec<{}>", type_name(item, path)),
        Type::Named(name) => path(name),
    }
}

fn integer_name(format: IntegerFormat) -> &'static str {
    match format {
        IntegerFormat::Int32 => "i32",
        IntegerFormat::Int64 => "i64",
        IntegerFormat::Uint32 => "u32",
        IntegerFormat::Uint64 => "u64",
    }
}

/// `name`, with an underscore where it is a keyword.
pub(crate) fn identifier(name: &str) -> String {
    if syn::parse_str::<syn::Ident>(name).is_ok() { name.to_owned() } else { format!("{name}_") }
}

/// What makes one of its required fields: users cannot write a literal of what is `non_exhaustive`. None where it has none.
/// `extra` is the value of the fields that are not known, where it keeps any.
pub(crate) fn constructor(record: &Record, extra: Option<&str>, path: &impl Fn(&str) -> String) -> Option<String> {
    let required = record.fields.iter().filter(|field| field.is_required).map(|field| parameter(field, path));
    let (parameters, values): (Vec<_>, Vec<_>) = required.unzip();
    let optional = record.fields.iter().filter(|field| !field.is_required);
    let others = optional.map(|field| format!("{}: {}", identifier(&field.name), absent(field)));
    let others = others.chain(extra.map(|extra| format!("extra: {extra}")));
    let values: Vec<_> = values.into_iter().chain(others).collect();
    (!parameters.is_empty()).then(|| {
        format!(
            "/// Makes a value of the required fields. Set the others on the value.\n#[must_use]\npub fn new({}) -> Self {{ Self {{ {} }} }}",
            parameters.join(", "),
            values.join(", ")
        )
    })
}

/// The parameter of a field, and its value.
fn parameter(field: &Field, path: &impl Fn(&str) -> String) -> (String, String) {
    let (name, ty) = (identifier(&field.name), type_name(&field.ty, path));
    match field.ty {
        _ if is_option(field) => (format!("{name}: Option<{ty}>"), name),
        Type::String | Type::DateTime | Type::Any | Type::Named(_) => {
            (format!("{name}: impl Into<{ty}>"), format!("{name}: {name}.into()"))
        }
        _ => (format!("{name}: {ty}"), name),
    }
}

/// The value of a field that is not there.
fn absent(field: &Field) -> &'static str {
    match field.ty {
        _ if is_option(field) => "None",
        Type::List(_) => "Vec::new()",
        _ => "::serde_json::Map::new()",
    }
}

/// Whether it is an `Option`. A list or an object that may be absent is empty instead, and so is a list that may be null.
pub(crate) fn is_option(field: &Field) -> bool {
    match field.ty {
        Type::List(_) => false,
        Type::Object => field.is_nullable,
        _ => field.is_nullable || !field.is_required,
    }
}

/// Null is read as the empty list there.
pub(crate) fn is_nullable_list(field: &Field) -> bool {
    field.is_nullable && matches!(field.ty, Type::List(_))
}

/// The attributes of a type.
pub(crate) fn schema_of_type(shape: &Shape) -> Vec<String> {
    let mut attributes = vec![with_feature("derive(::schemars::JsonSchema)")];
    match shape {
        Shape::Record(record) => attributes.extend(required(record)),
        Shape::Map(values) => attributes.extend(limits(values).map(|limits| extended("additionalProperties", &limits))),
        Shape::Union(_) | Shape::OpenEnum(_) => {}
    }
    attributes
}

/// The attributes of a type that is a record.
pub(crate) fn schema_of_record(record: &Record) -> Vec<String> {
    [with_feature("derive(::schemars::JsonSchema)")].into_iter().chain(required(record)).collect()
}

/// Its required fields, where schemars would take others for required.
fn required(record: &Record) -> Option<String> {
    let is_told = record.fields.iter().any(|field| field.is_nullable || !field.is_required);
    let names: Vec<_> = record.fields.iter().filter(|field| field.is_required).map(|field| format!("{:?}", field.name)).collect();
    is_told.then(|| extended("required", &format!("[{}]", names.join(", "))))
}

/// The attributes of a field.
pub(crate) fn schema_of_field(field: &Field, path: &impl Fn(&str) -> String) -> Vec<String> {
    let mut told = Vec::new();
    let ty = type_name(&field.ty, path);
    if is_nullable_list(field) {
        told.push(format!("with = \"Option<{ty}>\""));
    } else if !field.is_required && !field.is_nullable {
        told.push(format!("with = \"{ty}\""));
    }
    match &field.ty {
        Type::Integer(integer) => told.extend(least(*integer).map(|least| format!("range(min = {least})"))),
        Type::DateTime => told.push("extend(\"format\" = \"date-time\")".to_owned()),
        Type::List(item) => told.extend(limits(item).map(|limits| format!("extend(\"items\" = {limits})"))),
        _ => {}
    }
    if told.is_empty() { Vec::new() } else { vec![with_feature(&format!("schemars({})", told.join(", ")))] }
}

/// The whole schema of a value within another, where its type does not say it.
fn limits(ty: &Type) -> Option<String> {
    let schema = match ty {
        Type::Integer(integer) => {
            let least = least(*integer)?;
            format!("\"type\": \"integer\", \"minimum\": {least}")
        }
        Type::DateTime => "\"type\": \"string\", \"format\": \"date-time\"".to_owned(),
        Type::List(item) => format!("\"type\": \"array\", \"items\": {}", limits(item)?),
        _ => return None,
    };
    Some(format!("::serde_json::json!({{ {schema} }})"))
}

fn extended(key: &str, value: &str) -> String {
    with_feature(&format!("schemars(extend({key:?} = {value}))"))
}

/// The minimum, where the type does not say it.
fn least(integer: Integer) -> Option<i64> {
    let is_said = matches!(integer.format, IntegerFormat::Uint32 | IntegerFormat::Uint64).then_some(0);
    integer.minimum.filter(|least| Some(*least) != is_said)
}

fn with_feature(attribute: &str) -> String {
    format!("#[cfg_attr(feature = \"schema\", {attribute})]")
}
