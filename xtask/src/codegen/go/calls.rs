//! `zz_calls.go`: requests, operations, the services with a method for each call, and the methods of a session's handle.

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Answer, Contract, Field, Operation, Parameter, Shape, TurnRule, Type};
use super::super::template::render;
use super::names::{annotation, is_free, is_struct, unexported};
use super::{go_name, service, text, types};
use crate::Result;

const CALLS: &str = concat!(include_str!("../templates/go/docs.go.j2"), include_str!("../templates/go/calls.go.j2"));

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let operations: Vec<_> = contract.operations.iter().map(|one| operation(contract, one)).collect();
    let of_group = |group: Option<&str>| -> Vec<_> {
        let of_group = contract.operations.iter().zip(&operations).filter(|(operation, _)| operation.call.group.as_deref() == group);
        of_group.map(|(_, context)| context.clone()).collect()
    };
    let groups = contract.groups.iter().map(|group| {
        let docs = text::small(&text::in_go(contract, &group.docs));
        let docs = text::lines(&format!("{} has the calls of {docs}", service(&group.name)));
        json!({ "name": group.name, "field": go_name(&group.name), "service": service(&group.name), "docs": docs, "operations": of_group(Some(&group.name)) })
    });
    let groups: Vec<_> = groups.filter(|group| group["operations"].as_array().is_some_and(|operations| !operations.is_empty())).collect();
    let on_session: Vec<_> = operations.iter().filter(|operation| operation["turn"].is_string()).collect();
    let turn = |is_stream: bool| on_session.iter().find(|one| one["turn"] == "takes" && one["is_stream"] == is_stream);
    let has = |id: &str| contract.operations.iter().any(|operation| operation.id == id);
    let has_number = operations.iter().any(|one| json!(one["query"]).to_string().contains("strconv."));
    let context = json!({
        "operations": operations, "groups": groups, "root": of_group(None), "on_session": on_session, "turn_fields": turn_fields(contract),
        "turn": turn(false), "streamed_turn": turn(true), "has_list_all": has("list_sessions"), "has_watch": has("pipeline_status"),
        "has_number": has_number,
    });
    render("zz_calls.go", CALLS, context)
}

fn operation(contract: &Contract, operation: &Operation) -> Value {
    let in_path = operation.parameters.iter().filter(|parameter| parameter.is_in_path);
    let parts: Vec<_> = in_path.clone().map(|parameter| go_name(&parameter.name)).collect();
    // With the fields in braces, as messages name them.
    let path = in_path.clone().fold(operation.path.clone(), |path, parameter| {
        path.replace(&format!("{{{}}}", parameter.wire_name), &format!("{{{}}}", go_name(&parameter.name)))
    });
    let keys: Vec<_> = in_path.filter(|parameter| parameter.is_of_session()).map(|parameter| go_name(&parameter.name)).collect();
    let query = operation.parameters.iter().filter(|parameter| !parameter.is_in_path).map(query).collect::<Vec<_>>();
    let (answer, returns, reader) = match &operation.answer {
        Answer::Nothing => ("answerNothing", String::new(), String::new()),
        Answer::Text => ("answerText", "string".to_owned(), String::new()),
        Answer::Events(_) => ("answerStream", "*EventStream".to_owned(), String::new()),
        Answer::Json(name) => ("answerJSON", format!("*{}", types::page(name)), format!("read{}", types::page(name))),
    };
    let name = go_name(&operation.call.name);
    let list = list(contract, operation);
    let statuses: Vec<_> = operation.value_statuses.iter().map(u16::to_string).collect();
    let statuses = (!statuses.is_empty() && statuses != ["200"]).then(|| format!("[]int{{{}}}", statuses.join(", ")));
    let docs = text::in_go(contract, &operation.docs);
    let mut lines = text::lines(&text::of_method(&name, &text::in_go(contract, &operation.summary)));
    let summary = lines.clone();
    if !docs.is_empty() {
        lines.push(String::new());
        lines.extend(text::lines(&docs));
    }
    let arguments = arguments(contract, operation);
    let body =
        operation.body.as_ref().map(|_| contract.body_fields(operation).iter().map(|field| written(contract, field)).collect::<Vec<_>>());
    json!({
        "id": operation.id, "variable": format!("{}Operation", unexported(&operation.id)), "method": operation.method, "path": path,
        "name": name, "docs": lines, "summary": summary, "request": operation.request, "arguments": arguments, "parts": parts, "keys": keys,
        "query": query, "body": body, "answer": answer, "returns": returns, "reader": reader, "list": list, "statuses": statuses,
        "is_stream": answer == "answerStream", "turn": operation.turn_rule().map(TurnRule::name),
    })
}

/// Returns how Go returns a list: as a slice, or as the field of a page.
fn list(contract: &Contract, operation: &Operation) -> Value {
    let Answer::Json(name) = &operation.answer else { return Value::Null };
    let Some(Shape::Record(record)) = contract.schema(name).map(|schema| &schema.shape) else { return Value::Null };
    let (Some(item), Some(list)) = (record.list_item(), &record.list) else { return Value::Null };
    let is_page = record.fields.len() > 1;
    let reader = if is_page { format!("read{}", types::page(name)) } else { format!("read{name}") };
    json!({ "item": annotation(contract, item), "field": go_name(list), "is_page": is_page, "page": types::page(name), "reader": reader })
}

/// Returns the condition under which a parameter of the query is sent, and its value: zero and empty are not sent.
fn query(parameter: &Parameter) -> Value {
    let name = go_name(&parameter.name);
    let (zero, value) = match &parameter.ty {
        Type::Integer(_) => ("0", format!("strconv.Itoa(r.{name})")),
        _ => ("\"\"", format!("r.{name}")),
    };
    json!({ "condition": format!("r.{name} != {zero}"), "key": parameter.wire_name, "value": value })
}

fn arguments(contract: &Contract, operation: &Operation) -> Vec<Value> {
    let parameters = operation.parameters.iter().map(|parameter| {
        let limits = parameter.limits.in_words();
        let zero = match (parameter.required, &parameter.ty) {
            (true, _) => "",
            (false, Type::Integer(_)) => "Not sent if 0.",
            (false, _) => "Not sent if empty.",
        };
        let docs = [&parameter.docs_for_callers(), limits.as_str(), zero].join(" ").replace("  ", " ");
        let ty = if matches!(parameter.ty, Type::DateTime) { "string".to_owned() } else { annotation(contract, &parameter.ty) };
        json!({ "name": go_name(&parameter.name), "docs": text::lines(text::in_go(contract, docs.trim()).as_str()), "ty": ty, "tag": "-", "is_free": false })
    });
    let parameters: Vec<_> = parameters.collect();
    let fields = contract.body_fields(operation).iter().map(|field| body_field(contract, field));
    let (required, optional): (Vec<_>, Vec<_>) = parameters.into_iter().chain(fields).partition(|argument| argument["optional"] != true);
    required.into_iter().chain(optional).collect()
}

fn body_field(contract: &Contract, field: &Field) -> Value {
    let star = if is_pointer(contract, field) { "*" } else { "" };
    let tag = if field.is_required { field.name.clone() } else { format!("{},omitempty", field.name) };
    json!({
        "name": go_name(&field.name), "docs": text::lines(&text::in_go(contract, &field.docs)),
        "ty": format!("{star}{}", annotation(contract, &field.ty)), "tag": tag, "optional": !field.is_required, "is_free": is_free(contract, &field.ty),
    })
}

/// Returns whether a field of a request is a pointer: nil is not sent. An empty text is not sent either.
fn is_pointer(contract: &Contract, field: &Field) -> bool {
    is_struct(contract, &field.ty)
        || (!field.is_required && matches!(field.ty, Type::Boolean | Type::Integer(_) | Type::Number | Type::DateTime))
}

/// Returns how a field of a body is written.
fn written(contract: &Contract, field: &Field) -> Value {
    let name = go_name(&field.name);
    let is_text = annotation(contract, &field.ty) == "string";
    let held = is_struct(contract, &field.ty) && !contract.answered().contains(&field.ty.named().unwrap_or_default());
    let value = match (held, is_pointer(contract, field)) {
        (true, _) => format!("r.{name}.body()"),
        (false, true) => format!("*r.{name}"),
        (false, false) => format!("r.{name}"),
    };
    let condition = match (field.is_required, is_text) {
        (true, _) => None,
        (false, true) => Some(format!("r.{name} != \"\"")),
        (false, false) => Some(format!("r.{name} != nil")),
    };
    json!({ "key": field.name, "name": name, "value": value, "condition": condition, "is_free": is_free(contract, &field.ty) })
}

/// Returns the fields of a turn of a session's handle. All operations that take a turn send the same body.
fn turn_fields(contract: &Contract) -> Vec<Value> {
    let turn = contract.operations.iter().find(|operation| operation.turn_rule() == Some(TurnRule::TakesTurn));
    turn.into_iter().flat_map(|turn| contract.body_fields(turn)).map(|field| body_field(contract, field)).collect()
}
