//! Reads `components.schemas`.

use super::super::Result;
use super::super::contract::{Arm, Field, Integer, IntegerFormat, Record, Schema, Shape, Type};
use super::names;
use super::node::{Members, Node};

/// The members of every Python class besides its fields.
const RESERVED: [&str; 2] = ["extra", "from_dict"];

pub(super) fn read(schemas: &Node<'_>) -> Result<Vec<Schema>> {
    let entries = schemas.entries()?;
    let mut read = Vec::new();
    for (name, node) in &entries {
        names::pascal(node, name)?;
        let mut members = node.members()?;
        let docs = members.require("description")?.prose()?;
        members.take("example");
        let shape = shape(node, &mut members, &entries)?;
        members.finish()?;
        read.push(Schema { name: (*name).to_owned(), docs, shape });
    }
    Ok(read)
}

fn shape(node: &Node<'_>, members: &mut Members<'_>, schemas: &[(&str, Node<'_>)]) -> Result<Shape> {
    if let Some(arms) = members.take("oneOf") {
        return union(&arms, schemas);
    }
    let ty = members.require("type")?;
    match ty.text()? {
        "object" if node.get("properties").is_some() => Ok(Shape::Record(record(members, schemas, &[])?)),
        "object" => match members.require("additionalProperties")? {
            values if is_anything(&values) => Ok(Shape::Map(Type::Any)),
            values => {
                let property = property_type(&values)?;
                if property.is_nullable { values.refuse("null in a map is not supported") } else { Ok(Shape::Map(property.ty)) }
            }
        },
        "string" => match members.take("x-extensible-enum") {
            Some(values) => {
                let texts = values.texts()?;
                names::variants(&values, &texts)?;
                Ok(Shape::OpenEnum(texts))
            }
            None => node.refuse("a named string must be an open enum: list its values in x-extensible-enum, or inline the string"),
        },
        other => ty.refuse(format!("a named schema of type {other} is not supported: inline it")),
    }
}

fn union(arms: &Node<'_>, schemas: &[(&str, Node<'_>)]) -> Result<Shape> {
    let mut read: Vec<Arm> = Vec::new();
    for node in arms.items()? {
        let arm = read_arm(&node, schemas)?;
        if schemas.iter().any(|(name, _)| *name == arm.name) || read.iter().any(|other| other.name == arm.name) {
            return node.refuse(format!("{} is the name of another schema or arm", arm.name));
        }
        read.push(arm);
    }
    names::variants(arms, &read.iter().map(|arm| arm.tag.clone()).collect::<Vec<_>>())?;
    Ok(Shape::Union(read))
}

fn read_arm(arm: &Node<'_>, schemas: &[(&str, Node<'_>)]) -> Result<Arm> {
    if arm.get("$ref").is_some() {
        return arm.refuse("inline the arm of a oneOf: a $ref would hide its tag");
    }
    let mut members = arm.members()?;
    let title = members.require("title")?;
    let name = names::pascal(&title, title.text()?)?.to_owned();
    let docs = members.require("description")?.prose()?;
    let is_end = members.take("x-ends-stream").map_or(Ok(false), |end| end.is_true())?;
    let ty = members.require("type")?;
    if ty.text()? != "object" {
        return ty.refuse("the arm of a oneOf must be an object");
    }
    let tag = arm.get("properties").and_then(|fields| fields.get("type"));
    let tag = tag.ok_or_else(|| format!("{}: the arm of a oneOf must have a `type` with one value", arm.place()))?;
    let record = record(&mut members, schemas, &["type"])?;
    members.finish()?;
    Ok(Arm { tag: read_tag(&tag)?, name, docs, is_end, record })
}

fn read_tag(tag: &Node<'_>) -> Result<String> {
    let mut members = tag.members()?;
    members.require("type")?;
    let values = members.require("enum")?;
    members.finish()?;
    match values.texts()?.as_slice() {
        [value] => Ok(value.clone()),
        _ => values.refuse("expected one value"),
    }
}

/// Reads the fields of an object, except those in `skipped`.
fn record(members: &mut Members<'_>, schemas: &[(&str, Node<'_>)], skipped: &[&str]) -> Result<Record> {
    let required = members.take("required").map(|names| names.texts()).transpose()?.unwrap_or_default();
    let properties = members.require("properties")?;
    let is_open = match members.take("additionalProperties") {
        None => false,
        Some(values) if is_anything(&values) => true,
        Some(values) => return values.refuse("beside properties, only {} is supported, which keeps unknown fields"),
    };
    let mut fields = Vec::new();
    for (name, node) in properties.entries()? {
        if !skipped.contains(&name) {
            fields.push(field(name, &node, required.iter().any(|required| required == name), schemas)?);
        }
    }
    if let Some(name) = required.iter().find(|name| properties.get(name).is_none()) {
        return properties.refuse(format!("{name} is required but missing"));
    }
    let list = members.take("x-sdk-list");
    let record = Record { fields, is_open, list: list.as_ref().map(Node::prose).transpose()? };
    match list {
        Some(list) if record.list_item().and_then(Type::named).is_none() => list.refuse("expected a field that is a list of named schemas"),
        _ => Ok(record),
    }
}

fn field(name: &str, node: &Node<'_>, is_required: bool, schemas: &[(&str, Node<'_>)]) -> Result<Field> {
    names::snake(node, name)?;
    if RESERVED.contains(&name) {
        return node
            .refuse(format!("the name {name} is reserved for generated code: `extra` contains the unknown fields, `from_dict` parses"));
    }
    if is_required && node.get("default").is_some() {
        return node.refuse("a required field cannot have a default");
    }
    let property = property_type(node)?;
    let docs = match (property.docs, property.ty.named()) {
        (Some(docs), _) => docs.prose()?,
        (None, Some(name)) => match schemas.iter().find(|(other, _)| *other == name) {
            Some((_, schema)) => schema.members()?.require("description")?.prose()?,
            None => return node.refuse(format!("unknown schema {name}")),
        },
        (None, None) => return node.refuse("`description` is missing"),
    };
    Ok(Field { name: name.to_owned(), docs, ty: property.ty, is_required, is_nullable: property.is_nullable })
}

struct Property<'a> {
    ty: Type,
    is_nullable: bool,
    docs: Option<Node<'a>>,
}

fn property_type<'a>(node: &Node<'a>) -> Result<Property<'a>> {
    if let Some(name) = node.reference("schemas")? {
        return Ok(Property { ty: Type::Named(name.to_owned()), is_nullable: false, docs: None });
    }
    let mut members = node.members()?;
    let docs = members.take("description");
    members.take("example");
    let is_nullable = members.take("nullable").map_or(Ok(false), |nullable| nullable.is_true())?;
    let Some(ty) = members.take("type") else {
        members.finish()?;
        return Ok(Property { ty: Type::Any, is_nullable: false, docs });
    };
    let ty = match ty.text()? {
        "boolean" => Type::Boolean,
        "integer" => Type::Integer(integer(&mut members)?),
        "number" => {
            members.take("format");
            Type::Number
        }
        "string" => string(&mut members)?,
        "array" => list(&mut members, is_nullable)?,
        "object" => match members.take("additionalProperties") {
            Some(values) if is_anything(&values) => Type::Object,
            _ => return node.refuse("an object with fields of its own needs a name: move it to components.schemas"),
        },
        other => return ty.refuse(format!("{other} is not supported")),
    };
    members.finish()?;
    Ok(Property { ty, is_nullable, docs })
}

pub(super) fn integer(members: &mut Members<'_>) -> Result<Integer> {
    let format = members.require("format")?;
    let format = match format.text()? {
        "int32" => IntegerFormat::Int32,
        "int64" => IntegerFormat::Int64,
        "uint32" => IntegerFormat::Uint32,
        "uint64" => IntegerFormat::Uint64,
        other => return format.refuse(format!("{other} is not supported: int32, int64, uint32 and uint64 are")),
    };
    Ok(Integer { format, minimum: members.take("minimum").map(|minimum| minimum.integer()).transpose()? })
}

fn string(members: &mut Members<'_>) -> Result<Type> {
    match members.take("format") {
        None => Ok(Type::String),
        Some(format) if format.text()? == "date-time" => Ok(Type::DateTime),
        Some(format) => format.refuse("only date-time is supported"),
    }
}

fn list(members: &mut Members<'_>, is_nullable: bool) -> Result<Type> {
    let items = members.require("items")?;
    let item = property_type(&items)?;
    if item.is_nullable {
        return items.refuse("null in a list is not supported");
    }
    if let Some(default) = members.take("default")
        && !(is_nullable && default.items()?.is_empty())
    {
        return default.refuse("only the empty list of a list that may be null is supported");
    }
    Ok(Type::List(Box::new(item.ty)))
}

/// Returns whether the schema is `{}`, which allows any value.
fn is_anything(node: &Node<'_>) -> bool {
    node.value().as_mapping().is_some_and(<[_]>::is_empty)
}
