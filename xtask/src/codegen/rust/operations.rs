//! Generates the operations of `agentspec-ext`: their requests, the resources with their methods, and the blocking variants.

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Answer, Contract, Field, Operation, Parameter, Shape, Subject, TurnRule, Type, pascal_case};
use super::super::client_codegen::rust_types::{identifier, type_name};
use super::super::template::render;
use super::{examples, lines};
use crate::Result;

/// Generates the files in `agentspec-ext/src/generated/`.
pub(super) fn emit(contract: &Contract) -> Result<[(&'static str, String); 5]> {
    let operations: Vec<_> = contract.operations.iter().map(|operation| context(contract, operation)).collect();
    let of_group = |name: Option<&String>| -> Vec<_> {
        let of_group = contract.operations.iter().zip(&operations).filter(|(operation, _)| operation.call.group.as_ref() == name);
        of_group.map(|(_, context)| context.clone()).collect()
    };
    let groups = contract.groups.iter().map(|group| {
        json!({ "name": group.name, "type": pascal_case(&group.name), "docs": group.docs, "operations": of_group(Some(&group.name)) })
    });
    let groups: Vec<_> = groups.filter(|group| group["operations"].as_array().is_some_and(|operations| !operations.is_empty())).collect();
    let of_handle = contract.operations.iter().zip(&operations).filter(|(operation, _)| operation.turn_rule().is_some());
    let of_handle: Vec<_> = of_handle.map(|(_, context)| context.clone()).collect();
    let context = json!({ "operations": operations, "groups": groups, "root": of_group(None), "of_handle": of_handle });
    let file = |name: &str, template: &str| render(name, template, context.clone());
    Ok([
        ("agentspec-ext/src/generated/operations.rs", file("operations.rs", include_str!("../templates/ext/operations.rs.j2"))?),
        (
            "agentspec-ext/src/generated/resources.rs",
            file("resources.rs", concat!(include_str!("../templates/ext/method.rs.j2"), include_str!("../templates/ext/resources.rs.j2")))?,
        ),
        (
            "agentspec-ext/src/generated/session_handle.rs",
            file("session_handle.rs", include_str!("../templates/ext/session_handle.rs.j2"))?,
        ),
        (
            "agentspec-ext/src/generated/client.rs",
            file("client.rs", concat!(include_str!("../templates/ext/method.rs.j2"), include_str!("../templates/ext/client.rs.j2")))?,
        ),
        ("agentspec-ext/src/generated/blocking.rs", file("blocking.rs", include_str!("../templates/ext/blocking.rs.j2"))?),
    ])
}

/// Returns the name of the request type of an operation: `InvokeAgent`.
pub(super) fn type_of(operation: &Operation) -> String {
    pascal_case(&operation.id)
}

/// Returns the path of the method: `Agents::invoke`, or `Client::health`.
fn method_path(operation: &Operation) -> String {
    let home = operation.call.group.as_ref().map_or_else(|| "Client".to_owned(), |group| pascal_case(group));
    format!("{home}::{}", identifier(&operation.call.name))
}

fn context(contract: &Contract, operation: &Operation) -> Value {
    let required: Vec<_> = operation.required_parameters().map(|parameter| identifier(&parameter.name)).collect();
    let sent: Vec<_> = contract.required_fields(operation).map(|field| identifier(&field.name)).collect();
    let handle_arguments = &sent;
    let arguments = [required.as_slice(), &sent].concat();
    let optional = operation
        .optional_parameters()
        .map(|parameter| json!({ "name": identifier(&parameter.name), "ty": type_name(&parameter.ty, &in_types) }));
    let (output, wire) = match &operation.answer {
        Answer::Nothing => ("()".to_owned(), "()".to_owned()),
        Answer::Text => ("String".to_owned(), "agentspec_client::ByteStream".to_owned()),
        Answer::Events(_) => ("crate::stream::EventStream".to_owned(), "agentspec_client::ByteStream".to_owned()),
        Answer::Json(name) => (in_types(name), in_types(name)),
    };
    json!({
        "id": operation.id, "is_idempotent": matches!(&*operation.method, "GET" | "DELETE"), "type": type_of(operation), "method": identifier(&operation.call.name), "path": method_path(operation),
        "summary": operation.summary, "docs": lines(&in_rust(contract, &operation.docs)), "argument_docs": argument_docs(contract, operation),
        "error_docs": error_docs(operation), "is_stream": matches!(operation.answer, Answer::Events(_)),
        "sends_message": operation.sends_message(), "turn_rule": operation.turn_rule().map(TurnRule::name),
        "required": required, "optional": optional.collect::<Vec<_>>(), "arguments": arguments, "handle_arguments": handle_arguments,
        "body": operation.body.as_ref().map(|body| json!({ "type": in_types(&body.schema), "new": new_body(contract, operation) })),
        "subject": subject(operation), "record": record(contract, operation), "checks": checks(operation),
        "output": output, "wire": wire, "send": send(operation), "has_value_by_error_status": operation.has_value_by_error_status,
        "setters": setters(contract, operation), "examples": examples::of(contract, operation),
    })
}

fn in_types(name: &str) -> String {
    format!("types::{name}")
}

fn new_body(contract: &Contract, operation: &Operation) -> String {
    let sent: Vec<_> = contract.required_fields(operation).map(|field| identifier(&field.name)).collect();
    if sent.is_empty() { "default()".to_owned() } else { format!("new({})", sent.join(", ")) }
}

/// Replaces the ids of operations in a text by links to their Rust methods.
fn in_rust(contract: &Contract, text: &str) -> String {
    contract.operations.iter().fold(text.to_owned(), |text, operation| {
        let path = method_path(operation);
        text.replace(&format!("`{}`", operation.id), &format!("[`{path}`](crate::{path})"))
    })
}

fn argument_docs(contract: &Contract, operation: &Operation) -> Vec<String> {
    let given = operation.required_parameters().map(|parameter| (&parameter.name, parameter.docs_for_callers()));
    let sent = contract.required_fields(operation).map(|field| (&field.name, field.docs.clone()));
    given.chain(sent).filter(|(_, docs)| !docs.is_empty()).map(|(name, docs)| format!("- `{name}`: {}", one_line(&docs))).collect()
}

fn one_line(docs: &str) -> String {
    docs.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// Returns the docs of the errors of a call, besides those of every call.
fn error_docs(operation: &Operation) -> Vec<String> {
    let has = |status: &str| operation.error_statuses.iter().any(|other| other == status);
    let mut docs = Vec::new();
    if has("404") {
        let names: Vec<_> = operation.required_parameters().map(noun).collect();
        docs.push(format!("- [`is_not_found`](crate::Error::is_not_found): there is no such {}.", names.join(" or ")));
    }
    if operation.required_parameters().next().is_some() || operation.body.is_some() {
        docs.push(
            "- [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.".to_owned(),
        );
    }
    if matches!(operation.answer, Answer::Events(_)) {
        docs.push("- Errors of the stream itself are those of [`EventStream`](crate::EventStream).".to_owned());
    }
    docs.push("- The errors of every call: see [`Error`](crate::Error).".to_owned());
    docs
}

fn noun(parameter: &Parameter) -> String {
    match parameter.subject {
        Some(Subject::Agent) => "agent".to_owned(),
        Some(Subject::Session) => "session".to_owned(),
        Some(Subject::Pipeline) => "pipeline".to_owned(),
        None => parameter.name.replace('_', " "),
    }
}

/// Returns the fields of a call for telemetry: the agent, session or pipeline that it addresses, and the message that it sends.
fn subject(operation: &Operation) -> Vec<String> {
    let subjects = [("agent", Subject::Agent), ("session", Subject::Session), ("pipeline", Subject::Pipeline)];
    let named = subjects.into_iter().filter_map(|(field, subject)| {
        let parameter = operation.parameter_of(subject)?;
        Some(format!("{field}: Some(&self.{})", identifier(&parameter.name)))
    });
    named.chain(operation.sends_message().then(|| "message: Some(&self.body)".to_owned())).collect()
}

/// Returns what telemetry records of a response: its token counts, its text and its session id. None if it has none of these.
fn record(contract: &Contract, operation: &Operation) -> Option<Value> {
    let Answer::Json(name) = &operation.answer else { return None };
    let Some(Shape::Record(answer)) = contract.schema(name).map(|schema| &schema.shape) else { return None };
    let field = |name: &str, ty: &Type| answer.fields.iter().find(|field| field.name == name && field.ty == *ty);
    let value = |field: Option<&Field>, as_option: &str| match field {
        None => "None".to_owned(),
        Some(field) if field.is_required && !field.is_nullable => format!("Some(&answer.{})", field.name),
        Some(field) => format!("answer.{}.{as_option}()", field.name),
    };
    let usage = field("usage", &Type::Named("Usage".to_owned()));
    let output = field("output", &Type::String);
    let session =
        field("session_id", &Type::String).filter(|field| field.is_required && operation.parameter_of(Subject::Session).is_none());
    let has_any = usage.is_some() || output.is_some() || session.is_some();
    has_any.then(|| json!({ "usage": value(usage, "as_ref"), "output": value(output, "as_deref"), "has_session": session.is_some() }))
}

fn checks(operation: &Operation) -> Vec<String> {
    let names = operation.parameters.iter().filter(|parameter| parameter.is_in_path).map(|parameter| {
        let name = &parameter.name;
        format!("name::check({name:?}, &self.{})", identifier(name))
    });
    let given = operation.optional_parameters().filter(|parameter| parameter.limits.is_non_empty).map(|parameter| {
        let name = &parameter.name;
        format!("name::check_optional({name:?}, self.{}.as_deref())", identifier(name))
    });
    names.chain(given).chain(operation.sends_message().then(|| "prompt::check(&self.body)".to_owned())).collect()
}

/// Returns the call of the raw client. Its arguments are the path, the query, the headers by name, and the body.
fn send(operation: &Operation) -> String {
    let parameters = operation.parameters.iter().map(|parameter| {
        let name = identifier(&parameter.name);
        match (parameter.required, &parameter.ty) {
            (true, _) => format!("&self.{name}"),
            (false, Type::String) => format!("self.{name}.as_deref()"),
            (false, _) => format!("self.{name}"),
        }
    });
    let key = operation.is_post().then(|| "Some(&ids.idempotency_key)".to_owned());
    let body = operation.body.as_ref().map(|_| "&self.body".to_owned());
    let arguments = parameters.chain(key).chain(["Some(&ids.correlation_id)".to_owned()]).chain(body);
    format!("raw.{}({})", operation.id, arguments.collect::<Vec<_>>().join(", "))
}

/// What a caller can say beside the arguments. The options of a message are of `Prompt`, written by hand.
fn setters(contract: &Contract, operation: &Operation) -> Vec<Value> {
    let optional = operation.optional_parameters().map(|parameter| {
        let docs = [parameter.docs_for_callers(), parameter.limits.in_words()].join(" ").trim().to_owned();
        let name = identifier(&parameter.name);
        let (ty, value) = given(&parameter.ty, &name);
        json!({ "docs": lines(&docs), "name": name, "arguments": [[name, ty]], "set": format!("{name} = Some({value})") })
    });
    let fields = contract.body_fields(operation).iter().filter(|field| !field.is_required && !operation.sends_message());
    let fields = fields.flat_map(|field| body_setters(contract, field));
    optional.chain(fields).collect()
}

fn body_setters(contract: &Contract, field: &Field) -> Vec<Value> {
    let name = identifier(&field.name);
    let map = field.ty.named().filter(|name| matches!(contract.schema(name).map(|schema| &schema.shape), Some(Shape::Map(_))));
    let Some(map) = map else {
        let (ty, value) = given(&field.ty, &name);
        let set = format!("body.{name} = Some({value})");
        return vec![json!({ "docs": lines(&field.docs), "name": name, "arguments": [[name, ty]], "set": set })];
    };
    let one = format!("body.{name}.get_or_insert_with(|| types::{map}(serde_json::Map::new())).0.insert(key.into(), value.into())");
    let docs = format!("{} Sets the value of one key.", one_line(&field.docs));
    let docs_of_all = format!("{} Replaces all values that were set before.", one_line(&field.docs));
    vec![
        json!({
            "docs": [docs], "name": name, "set": one,
            "arguments": [["key", "impl Into<String>"], ["value", "impl Into<serde_json::Value>"]],
        }),
        json!({
            "docs": [docs_of_all], "name": format!("{}_map", field.name), "set": format!("body.{name} = Some({name})"),
            "arguments": [[name, format!("types::{map}")]],
        }),
    ]
}

/// The type of what a caller gives, and the value that is kept of it.
fn given(ty: &Type, name: &str) -> (String, String) {
    match ty {
        Type::String | Type::DateTime => ("impl Into<String>".to_owned(), format!("{name}.into()")),
        ty => (type_name(ty, &in_types), name.to_owned()),
    }
}
