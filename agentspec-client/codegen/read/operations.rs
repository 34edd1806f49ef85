//! Reads `paths`.

use super::super::Result;
use super::super::contract::{Answer, Body, Call, ERROR_RESPONSE, Operation, Parameter, Type};
use super::node::Node;
use super::schemas::integer;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

pub(super) fn read(paths: &Node<'_>, components: &Node<'_>) -> Result<Vec<Operation>> {
    let mut operations: Vec<Operation> = Vec::new();
    for (path, item) in paths.entries()? {
        for (method, node) in item.entries()? {
            if !METHODS.contains(&method) {
                return node.refuse("an operation is due: get, put, post, delete or patch");
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
    let id = members.require("operationId")?.prose()?;
    let call = call(&members.require("x-sdk-call")?)?;
    let summary = members.require("summary")?.prose()?;
    let parameters = match members.take("parameters") {
        Some(list) => list.items()?.iter().filter_map(|node| parameter(node, components).transpose()).collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let body = members.take("requestBody").map(|node| body(&node)).transpose()?;
    let answer = answer(&members.require("responses")?, components)?;
    let docs = members.take("description").map_or(Ok(String::new()), |docs| docs.prose())?;
    for unused in ["tags", "security"] {
        members.take(unused);
    }
    members.finish()?;
    Ok(Operation { id, method: method.to_uppercase(), path: path.to_owned(), call, summary, docs, parameters, body, answer })
}

fn call(node: &Node<'_>) -> Result<Call> {
    match node.prose()?.split('.').collect::<Vec<_>>().as_slice() {
        [name] => Ok(Call { group: None, name: (*name).to_owned() }),
        [group, name] => Ok(Call { group: Some((*group).to_owned()), name: (*name).to_owned() }),
        _ => node.refuse("a name is due, or a group and a name, as in agents.invoke"),
    }
}

/// A parameter that callers give; none for a header, which the transport sets.
fn parameter(node: &Node<'_>, components: &Node<'_>) -> Result<Option<Parameter>> {
    let component = node.reference("parameters")?;
    let target = match component {
        Some(name) => find(node, components, "parameters", name)?,
        None => node.clone(),
    };
    let mut members = target.members()?;
    let wire_name = members.require("name")?.prose()?;
    let name = members.take("x-sdk-name").map(|name| name.prose()).transpose()?.unwrap_or(wire_name);
    let place = members.require("in")?;
    let required = members.take("required").map_or(Ok(false), |required| required.is_true())?;
    let docs = members.take("description").map_or(Ok(String::new()), |docs| docs.prose())?;
    match place.text()? {
        "header" if required => place.refuse("a header that callers must give is not supported"),
        "header" => Ok(None),
        "path" | "query" => {
            let schema = members.require("schema")?;
            let ty = match schema.get("type").map(|ty| ty.text()).transpose()? {
                Some("string") => Type::String,
                Some("integer") => Type::Integer(integer(&mut schema.members()?)?),
                _ => return schema.refuse("a string or an integer is due"),
            };
            Ok(Some(Parameter { name, component: component.map(str::to_owned), required, docs, ty }))
        }
        other => place.refuse(format!("{other} is not supported: path, query and header are")),
    }
}

fn body(node: &Node<'_>) -> Result<Body> {
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
    let example = json.get("example").ok_or_else(|| format!("{}: `example` is missing", json.place()))?;
    let texts = example.entries()?.into_iter().filter_map(|(name, node)| Some((name.to_owned(), node.text().ok()?.to_owned())));
    Ok(Body { schema: schema(&json)?, example: texts.collect() })
}

/// What the answers hold that are no errors; they must hold the same.
fn answer(responses: &Node<'_>, components: &Node<'_>) -> Result<Answer> {
    let mut found: Option<Answer> = None;
    for (_, node) in responses.entries()? {
        let response = match node.reference("responses")? {
            Some(name) => find(&node, components, "responses", name)?,
            None => node.clone(),
        };
        let answer = content(&response)?;
        if matches!(&answer, Answer::Json(name) if name == ERROR_RESPONSE) {
            continue;
        }
        match &found {
            Some(other) if *other != answer => return node.refuse("all answers of an operation that are no errors hold the same"),
            _ => found = Some(answer),
        }
    }
    found.map_or_else(|| responses.refuse("an answer that is no error is due"), Ok)
}

fn content(response: &Node<'_>) -> Result<Answer> {
    let Some(content) = response.get("content") else { return Ok(Answer::Nothing) };
    match content.entries()?.as_slice() {
        [("application/json", media)] => schema(media).map(Answer::Json),
        [("text/event-stream", media)] => schema(media).map(Answer::Events),
        [("text/plain", _)] => Ok(Answer::Text),
        _ => content.refuse("one of application/json, text/event-stream and text/plain is due, alone"),
    }
}

fn schema(media: &Node<'_>) -> Result<String> {
    let schema = media.get("schema").ok_or_else(|| format!("{}: `schema` is missing", media.place()))?;
    match schema.reference("schemas")? {
        Some(name) => Ok(name.to_owned()),
        None => schema.refuse("a schema without a name is not supported: move it to components.schemas"),
    }
}

fn find<'a>(node: &Node<'_>, components: &Node<'a>, kind: &str, name: &str) -> Result<Node<'a>> {
    let found = components.get(kind).and_then(|all| all.get(name));
    found.ok_or_else(|| format!("{}: there is no {name} among components.{kind}", node.place()).into())
}
