//! Reads `paths`.

use super::super::Result;
use super::super::contract::{Answer, Body, Call, ERROR_RESPONSE, Operation, Parameter, Type};
use super::names;
use super::node::Node;
use super::schemas::integer;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

pub(super) fn read(paths: &Node<'_>, components: &Node<'_>) -> Result<Vec<Operation>> {
    let mut operations: Vec<Operation> = Vec::new();
    for (path, item) in paths.entries()? {
        for (method, node) in item.entries()? {
            if !METHODS.contains(&method) {
                return node.refuse("expected an operation: get, put, post, delete or patch");
            }
            let operation = operation(path, method, &node, components)?;
            if let Some(other) = operations.iter().find(|other| other.id == operation.id) {
                return node.refuse(format!("{} is the operationId of {} {} too", operation.id, other.method, other.path));
            }
            operations.push(operation);
        }
    }
    Ok(operations)
}

fn operation(path: &str, method: &str, node: &Node<'_>, components: &Node<'_>) -> Result<Operation> {
    let mut members = node.members()?;
    let id = members.require("operationId")?;
    let id = names::snake(&id, id.text()?)?.to_owned();
    let call = call(&members.require("x-sdk-call")?)?;
    let summary = members.require("summary")?.line()?;
    let parameters = match members.take("parameters") {
        Some(list) => parameters(path, &list, components)?,
        None => Vec::new(),
    };
    let body = members.take("requestBody").map(|node| body(&node, components)).transpose()?;
    let answer = answer(&members.require("responses")?, components)?;
    let docs = members.take("description").map_or(Ok(String::new()), |docs| docs.prose())?;
    for unused in ["tags", "security"] {
        members.take(unused);
    }
    members.finish()?;
    Ok(Operation { id, method: method.to_uppercase(), path: path.to_owned(), call, summary, docs, parameters, body, answer })
}

fn call(node: &Node<'_>) -> Result<Call> {
    let parts: Vec<_> = node.text()?.split('.').collect();
    parts.iter().try_for_each(|part| names::snake(node, part).map(drop))?;
    match parts.as_slice() {
        [name] => Ok(Call { group: None, name: (*name).to_owned() }),
        [group, name] => Ok(Call { group: Some((*group).to_owned()), name: (*name).to_owned() }),
        _ => node.refuse("expected a name, or a group and a name, as in agents.invoke"),
    }
}

/// Those that callers give: not the headers, which the transport sets.
fn parameters(path: &str, list: &Node<'_>, components: &Node<'_>) -> Result<Vec<Parameter>> {
    let mut read = Vec::new();
    for node in list.items()? {
        let component = node.reference("parameters")?;
        let target = match component {
            Some(name) => find(&node, components, "parameters", name)?,
            None => node.clone(),
        };
        let mut members = target.members()?;
        let wire_name = members.require("name")?;
        let name = members.take("x-sdk-name").unwrap_or_else(|| wire_name.clone());
        let place = members.require("in")?;
        let required = members.take("required").map_or(Ok(false), |required| required.is_true())?;
        let docs = members.take("description").map_or(Ok(String::new()), |docs| docs.prose())?;
        members.take("example");
        let ty = parameter_type(&members.require("schema")?)?;
        members.finish()?;
        match place.text()? {
            "header" if required => return place.refuse("a header that callers must give is not supported"),
            "header" => continue,
            "path" if !required => return place.refuse("a parameter of the path is `required`"),
            "path" if !path.contains(&format!("{{{}}}", wire_name.text()?)) => return place.refuse(format!("it is not in {path}")),
            "path" | "query" => {}
            other => return place.refuse(format!("{other} is not supported: path, query and header are")),
        }
        names::snake(&wire_name, wire_name.text()?)?;
        let name = names::snake(&name, name.text()?)?.to_owned();
        read.push(Parameter { name, component: component.map(str::to_owned), required, docs, ty });
    }
    Ok(read)
}

/// Its limits are the server's to judge.
fn parameter_type(schema: &Node<'_>) -> Result<Type> {
    let mut members = schema.members()?;
    for limit in ["default", "maximum", "maxLength", "minLength", "pattern"] {
        members.take(limit);
    }
    let ty = match members.require("type")?.text()? {
        "string" => Type::String,
        "integer" => Type::Integer(integer(&mut members)?),
        _ => return schema.refuse("expected a string or an integer"),
    };
    members.finish()?;
    Ok(ty)
}

fn body(node: &Node<'_>, components: &Node<'_>) -> Result<Body> {
    let mut members = node.members()?;
    members.take("description");
    let required = members.require("required")?;
    if !required.is_true()? {
        return required.refuse("a body that may be left out is not supported: an empty object is shorter than a rule");
    }
    let content = members.require("content")?;
    members.finish()?;
    let mut media = content.members()?;
    let json = media.require("application/json")?;
    media.finish()?;
    let mut members = json.members()?;
    let example = members.require("example")?;
    let texts = example.entries()?.into_iter().filter_map(|(name, node)| Some((name.to_owned(), node.text().ok()?.to_owned())));
    Ok(Body { schema: schema(&json, components)?, example: texts.collect() })
}

/// Reads what the responses hold that are not errors; all of them must hold the same.
fn answer(responses: &Node<'_>, components: &Node<'_>) -> Result<Answer> {
    let mut found: Option<(&str, Answer)> = None;
    for (status, node) in responses.entries()? {
        let response = match node.reference("responses")? {
            Some(name) => find(&node, components, "responses", name)?,
            None => node.clone(),
        };
        let answer = content(&response, components)?;
        if matches!(&answer, Answer::Json(name) if name == ERROR_RESPONSE) {
            continue;
        }
        match &found {
            Some((other, due)) if *due != answer => {
                return node.refuse(format!(
                    "{}, but {other} has {}: give all responses the same content, except errors, whose JSON is {ERROR_RESPONSE}",
                    described(&answer),
                    described(due)
                ));
            }
            _ => found = Some((status, answer)),
        }
    }
    found.map_or_else(|| responses.refuse("expected a response that is not an error"), |(_, answer)| Ok(answer))
}

fn described(answer: &Answer) -> String {
    match answer {
        Answer::Json(name) => format!("the JSON of {name}"),
        Answer::Events(name) => format!("the events of {name}"),
        Answer::Text => "text/plain".to_owned(),
        Answer::Nothing => "no content".to_owned(),
    }
}

fn content(response: &Node<'_>, components: &Node<'_>) -> Result<Answer> {
    let mut members = response.members()?;
    members.require("description")?;
    members.take("headers");
    let content = members.take("content");
    members.finish()?;
    let Some(content) = content else { return Ok(Answer::Nothing) };
    match content.entries()?.as_slice() {
        [("application/json", media)] => schema(media, components).map(Answer::Json),
        [("text/event-stream", media)] => schema(media, components).map(Answer::Events),
        [("text/plain", media)] => {
            let mut members = media.members()?;
            members.take("example");
            let text = members.require("schema")?;
            members.finish()?;
            let mut members = text.members()?;
            let ty = members.require("type")?;
            members.finish()?;
            if ty.text()? == "string" { Ok(Answer::Text) } else { ty.refuse("expected a string") }
        }
        _ => content.refuse("expected exactly one of application/json, text/event-stream and text/plain"),
    }
}

/// Returns the name of the schema of a body.
fn schema(media: &Node<'_>, components: &Node<'_>) -> Result<String> {
    let mut members = media.members()?;
    members.take("example");
    let schema = members.require("schema")?;
    members.finish()?;
    match schema.reference("schemas")? {
        Some(name) => find(&schema, components, "schemas", name).map(|_| name.to_owned()),
        None => schema.refuse("a schema without a name is not supported: move it to components.schemas and refer to it with $ref"),
    }
}

fn find<'a>(node: &Node<'_>, components: &Node<'a>, kind: &str, name: &str) -> Result<Node<'a>> {
    let found = components.get(kind).and_then(|all| all.get(name));
    found.ok_or_else(|| format!("{}: there is no {name} in components.{kind}: add it, or correct the $ref", node.place()).into())
}
