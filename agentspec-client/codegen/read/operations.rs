//! Reads `paths`.

use super::super::Result;
use super::super::contract::{Answer, Body, Call, ERROR_RESPONSE, Limits, Operation, Parameter, Subject, Type};
use super::names;
use super::node::Node;
use super::schemas::integer;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

const CORRELATION_ID: &str = "X-Correlation-ID";
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

pub(super) fn read(paths: &Node<'_>, components: &Node<'_>) -> Result<Vec<Operation>> {
    let mut operations: Vec<Operation> = Vec::new();
    for (path, item) in paths.entries()? {
        for (method, node) in item.entries()? {
            if !METHODS.contains(&method) {
                return node.refuse("expected an operation: get, put, post, delete or patch");
            }
            let operation = operation(path, method, &node, components)?;
            if let Some(other) = operations.iter().find(|other| other.id == operation.id) {
                return node.refuse(format!("{} is also the operationId of {} {}", operation.id, other.method, other.path));
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
    let request = members.take("x-sdk-request");
    let summary = members.require("summary")?.line()?;
    let (headers, parameters) = match members.take("parameters") {
        Some(list) => parameters(path, &list, components)?,
        None => Default::default(),
    };
    check_headers(method, &headers).or_else(|reason| node.refuse(reason))?;
    let body = members.take("requestBody").map(|node| body(&node, components)).transpose()?;
    let Answers { answer, has_value_by_error_status, value_statuses, error_statuses } =
        answers(&members.require("responses")?, components)?;
    let docs = members.take("description").map_or(Ok(String::new()), |docs| docs.prose())?;
    for unused in ["tags", "security"] {
        members.take(unused);
    }
    members.finish()?;
    let request = match (request, parameters.is_empty() && body.is_none()) {
        (Some(request), false) => Some(names::pascal(&request, request.text()?)?.to_owned()),
        (None, false) => return node.refuse("`x-sdk-request` is missing: name the type of the arguments, as in DeleteSessionRequest"),
        (Some(request), true) => return request.refuse("the operation has no arguments: remove it"),
        (None, true) => None,
    };
    let (method, path) = (method.to_uppercase(), path.to_owned());
    Ok(Operation {
        id,
        method,
        path,
        call,
        request,
        summary,
        docs,
        parameters,
        body,
        answer,
        has_value_by_error_status,
        value_statuses,
        error_statuses,
    })
}

/// Rejects headers that the transport does not send with each call.
fn check_headers(method: &str, headers: &[String]) -> Result<(), String> {
    let has = |name: &str| headers.iter().any(|header| header == name);
    if let Some(other) = headers.iter().find(|header| ![CORRELATION_ID, IDEMPOTENCY_KEY].contains(&header.as_str())) {
        return Err(format!("{other}: {CORRELATION_ID} and {IDEMPOTENCY_KEY} are the headers that clients send: remove it"));
    }
    if !has(CORRELATION_ID) {
        return Err(format!("{CORRELATION_ID} is missing: clients send it with every call, so every operation has the parameter"));
    }
    if has(IDEMPOTENCY_KEY) != (method == "post") {
        return Err(format!(
            "{IDEMPOTENCY_KEY}: clients send it with every POST and with no other method, so exactly these have the parameter"
        ));
    }
    Ok(())
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

/// Returns the names of the headers, which the transport sets, and the parameters for callers: those of the path in order, then those of the query by name.
fn parameters(path: &str, list: &Node<'_>, components: &Node<'_>) -> Result<(Vec<String>, Vec<Parameter>)> {
    let (mut headers, mut read) = (Vec::new(), Vec::new());
    for node in list.items()? {
        let component = node.reference("parameters")?;
        let target = match component {
            Some(name) => find(&node, components, "parameters", name)?,
            None => node.clone(),
        };
        let mut members = target.members()?;
        let wire_name = members.require("name")?;
        let name = members.take("x-sdk-name").unwrap_or_else(|| wire_name.clone());
        let subject = members.take("x-sdk-subject").map(|node| subject(&node)).transpose()?;
        let place = members.require("in")?;
        let required = members.take("required").map_or(Ok(false), |required| required.is_true())?;
        let docs = members.take("description").map_or(Ok(String::new()), |docs| docs.prose())?;
        let example = members.take("example").and_then(|example| Some(example.text().ok()?.to_owned()));
        let (ty, limits) = parameter_type(&members.require("schema")?)?;
        members.finish()?;
        match place.text()? {
            "header" if required => return place.refuse("a required header is not supported"),
            "header" => {
                headers.push(wire_name.text()?.to_owned());
                continue;
            }
            "path" if !required => return place.refuse("a path parameter must be `required`"),
            "path" if place_in(path, wire_name.text()?).is_none() => return place.refuse(format!("the path {path} does not contain it")),
            "path" | "query" => {}
            other => return place.refuse(format!("{other} is not supported: path, query and header are")),
        }
        let wire_name = names::snake(&wire_name, wire_name.text()?)?.to_owned();
        let name = names::snake(&name, name.text()?)?.to_owned();
        let (component, is_in_path) = (component.map(str::to_owned), place.text()? == "path");
        read.push(Parameter { name, wire_name, component, is_in_path, subject, required, docs, ty, limits, example });
    }
    read.sort_by_key(|parameter| (!parameter.is_in_path, place_in(path, &parameter.wire_name), parameter.wire_name.clone()));
    Ok((headers, read))
}

fn place_in(path: &str, name: &str) -> Option<usize> {
    path.find(&format!("{{{name}}}"))
}

fn subject(node: &Node<'_>) -> Result<Subject> {
    match node.text()? {
        "agent" => Ok(Subject::Agent),
        "session" => Ok(Subject::Session),
        "pipeline" => Ok(Subject::Pipeline),
        other => node.refuse(format!("expected agent, session or pipeline, got {other}")),
    }
}

/// Reads the type and the limits of a parameter. Ignores `pattern` and `maxLength`, which only the server checks.
fn parameter_type(schema: &Node<'_>) -> Result<(Type, Limits)> {
    let mut members = schema.members()?;
    members.take("pattern");
    members.take("maxLength");
    let is_non_empty = members.take("minLength").map_or(Ok(0), |minimum| minimum.integer())? > 0;
    let maximum = members.take("maximum").map(|maximum| maximum.integer()).transpose()?;
    let default = members.take("default").map(|default| default.integer()).transpose()?;
    let ty = match members.require("type")?.text()? {
        "string" => Type::String,
        "integer" => Type::Integer(integer(&mut members)?),
        _ => return schema.refuse("expected a string or an integer"),
    };
    members.finish()?;
    let minimum = match ty {
        Type::Integer(integer) => integer.minimum,
        _ => None,
    };
    Ok((ty, Limits { minimum, maximum, default, is_non_empty }))
}

fn body(node: &Node<'_>, components: &Node<'_>) -> Result<Body> {
    let mut members = node.members()?;
    members.take("description");
    let required = members.require("required")?;
    if !required.is_true()? {
        return required.refuse("an optional body is not supported: require it, and let clients send an empty object");
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

/// The responses of an operation.
struct Answers {
    answer: Answer,
    has_value_by_error_status: bool,
    value_statuses: Vec<u16>,
    error_statuses: Vec<String>,
}

/// Reads the contents of the responses. All responses except errors must have the same content.
fn answers(responses: &Node<'_>, components: &Node<'_>) -> Result<Answers> {
    let mut found: Option<(&str, Answer)> = None;
    let (mut has_value_by_error_status, mut value_statuses, mut error_statuses) = (false, Vec::new(), Vec::new());
    for (status, node) in responses.entries()? {
        let response = match node.reference("responses")? {
            Some(name) => find(&node, components, "responses", name)?,
            None => node.clone(),
        };
        let answer = content(&response, components)?;
        if matches!(&answer, Answer::Json(name) if name == ERROR_RESPONSE) {
            error_statuses.push(status.to_owned());
            continue;
        }
        has_value_by_error_status |= !status.starts_with('2');
        value_statuses.extend(status.parse::<u16>().ok());
        match &found {
            Some((other, expected)) if *expected != answer => {
                return node.refuse(format!(
                    "{}, but {other} has {}: give all responses the same content, except errors, whose JSON is {ERROR_RESPONSE}",
                    described(&answer),
                    described(expected)
                ));
            }
            _ => found = Some((status, answer)),
        }
    }
    match found {
        Some((_, answer)) => Ok(Answers { answer, has_value_by_error_status, value_statuses, error_statuses }),
        None => responses.refuse("expected a response that is not an error"),
    }
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
