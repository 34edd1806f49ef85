//! Converts types of the model to Rust types and their attributes for schemars.
//!
//! A Rust type is less precise than the contract: an `Option` may be absent or null, and a `String` is any text. The attributes add the rest,
//! so that the JSON Schema of a type accepts the same values as the contract.

use super::contract::{Field, Integer, IntegerFormat, Record, Shape, Type};

/// Returns the Rust type of `ty`. `path` returns the path of a named schema.
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

/// Returns `name`, with an underscore appended if it is a keyword.
pub(crate) fn identifier(name: &str) -> String {
    if syn::parse_str::<syn::Ident>(name).is_ok() { name.to_owned() } else { format!("{name}_") }
}

/// Generates the function `new` with the required fields as parameters; None if there are none. Users cannot write a literal of a
/// `non_exhaustive` type. `extra` is the initial value of the unknown fields, if the type keeps them.
pub(crate) fn constructor(record: &Record, extra: Option<&str>, path: &impl Fn(&str) -> String) -> Option<String> {
    let required = record.fields.iter().filter(|field| field.is_required).map(|field| parameter(field, path));
    let (parameters, values): (Vec<_>, Vec<_>) = required.unzip();
    let optional = record.fields.iter().filter(|field| !field.is_required);
    let others = optional.map(|field| format!("{}: {}", identifier(&field.name), absent(field)));
    let others = others.chain(extra.map(|extra| format!("extra: {extra}")));
    let values: Vec<_> = values.into_iter().chain(others).collect();
    (!parameters.is_empty()).then(|| {
        format!(
            "/// Creates a value with the required fields. Set the other fields on the value.\n#[must_use]\npub fn new({}) -> Self {{ Self {{ {} }} }}",
            parameters.join(", "),
            values.join(", ")
        )
    })
}

/// Returns the parameter for a field, and the initializer of the field.
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

/// Returns the value of an absent field.
fn absent(field: &Field) -> &'static str {
    match field.ty {
        _ if is_option(field) => "None",
        Type::List(_) => "Vec::new()",
        _ => "::serde_json::Map::new()",
    }
}

/// Returns whether the Rust type is an `Option`. An optional list or object is empty instead, and so is a nullable list.
pub(crate) fn is_option(field: &Field) -> bool {
    match field.ty {
        Type::List(_) => false,
        Type::Object => field.is_nullable,
        _ => field.is_nullable || !field.is_required,
    }
}

/// Returns whether the field is a list for which null means empty.
pub(crate) fn is_nullable_list(field: &Field) -> bool {
    field.is_nullable && matches!(field.ty, Type::List(_))
}

/// Returns the attributes of a type.
pub(crate) fn schema_of_type(shape: &Shape) -> Vec<String> {
    let mut attributes = vec![with_feature("derive(::schemars::JsonSchema)")];
    match shape {
        Shape::Record(record) => attributes.extend(required(record)),
        Shape::Map(values) => attributes.extend(limits(values).map(|limits| extended("additionalProperties", &limits))),
        Shape::Union(_) | Shape::OpenEnum(_) => {}
    }
    attributes
}

/// Returns the attributes of a record type.
pub(crate) fn schema_of_record(record: &Record) -> Vec<String> {
    [with_feature("derive(::schemars::JsonSchema)")].into_iter().chain(required(record)).collect()
}

/// Returns the attribute that lists the required fields, if schemars would derive another list.
fn required(record: &Record) -> Option<String> {
    let differs = record.fields.iter().any(|field| field.is_nullable || !field.is_required);
    let names: Vec<_> = record.fields.iter().filter(|field| field.is_required).map(|field| format!("{:?}", field.name)).collect();
    differs.then(|| extended("required", &format!("[{}]", names.join(", "))))
}

/// Returns the attributes of a field.
pub(crate) fn schema_of_field(field: &Field, path: &impl Fn(&str) -> String) -> Vec<String> {
    let mut attributes = Vec::new();
    let ty = type_name(&field.ty, path);
    if is_nullable_list(field) {
        attributes.push(format!("with = \"Option<{ty}>\""));
    } else if !field.is_required && !field.is_nullable {
        attributes.push(format!("with = \"{ty}\""));
    }
    match &field.ty {
        Type::Integer(integer) => attributes.extend(least(*integer).map(|least| format!("range(min = {least})"))),
        Type::DateTime => attributes.push("extend(\"format\" = \"date-time\")".to_owned()),
        Type::List(item) => attributes.extend(limits(item).map(|limits| format!("extend(\"items\" = {limits})"))),
        _ => {}
    }
    if attributes.is_empty() { Vec::new() } else { vec![with_feature(&format!("schemars({})", attributes.join(", ")))] }
}

/// Returns the schema of a nested value, if its Rust type does not imply it.
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

/// Returns the minimum, if the Rust type does not imply it.
fn least(integer: Integer) -> Option<i64> {
    let implied = matches!(integer.format, IntegerFormat::Uint32 | IntegerFormat::Uint64).then_some(0);
    integer.minimum.filter(|least| Some(*least) != implied)
}

fn with_feature(attribute: &str) -> String {
    format!("#[cfg_attr(feature = \"schema\", {attribute})]")
}
