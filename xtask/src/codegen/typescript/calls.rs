//! `generated/calls.ts`: requests, operations, and the classes whose methods make calls.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Answer, Contract, Field, Operation, Record, Shape, TurnRule, Type, pascal_case};
use super::super::template::render;
use super::{annotation, camel_case};
use crate::Result;

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let mut calls = Calls { contract, types: BTreeSet::new(), readers: BTreeSet::new(), bodies: BTreeMap::new() };
    let operations: Vec<_> = contract.operations.iter().map(|operation| calls.operation(operation)).collect();
    let of_group = |group: Option<&str>| -> Vec<_> {
        let of_group = contract.operations.iter().zip(&operations).filter(|(operation, _)| operation.call.group.as_deref() == group);
        of_group.map(|(_, context)| context.clone()).collect()
    };
    let groups = contract.groups.iter().map(|group| {
        let class = format!("{}Calls", pascal_case(&group.name).trim_end_matches('s'));
        json!({ "name": camel_case(&group.name), "class": class, "docs": group.docs, "operations": of_group(Some(&group.name)) })
    });
    let groups: Vec<_> = groups.filter(|group| group["operations"].as_array().is_some_and(|operations| !operations.is_empty())).collect();
    let on_session = contract.operations.iter().zip(&operations).filter(|(operation, _)| operation.turn_rule().is_some());
    let on_session: Vec<_> = on_session.map(|(_, context)| context.clone()).collect();
    let turn = |is_stream: bool| {
        let takes = on_session.iter().find(|operation| operation["turn"] == "takes" && operation["is_stream"] == is_stream);
        takes.cloned().unwrap_or_default()
    };
    let has = |id: &str| contract.operations.iter().any(|operation| operation.id == id);
    let context = json!({
        "operations": operations, "groups": groups, "root": of_group(None), "on_session": on_session,
        "turn": turn(false), "streamed_turn": turn(true), "has_stream": operations.iter().any(|operation| operation["is_stream"] == true),
        "has_list_all": has("list_sessions"), "has_watch": has("pipeline_status"),
        "bodies": calls.bodies.values().collect::<Vec<_>>(), "types": calls.types, "readers": calls.readers,
    });
    render(
        "calls.ts",
        concat!(include_str!("../templates/typescript/docs.ts.j2"), include_str!("../templates/typescript/calls.ts.j2")),
        context,
    )
}

struct Calls<'a> {
    contract: &'a Contract,
    /// The types that the file names.
    types: BTreeSet<String>,
    /// The functions that it takes from `types.ts`.
    readers: BTreeSet<String>,
    /// What writes each body, by the name of its schema.
    bodies: BTreeMap<String, Value>,
}

impl Calls<'_> {
    fn operation(&mut self, operation: &Operation) -> Value {
        let query: Vec<_> = operation.parameters.iter().filter(|parameter| !parameter.is_in_path).collect();
        let query: Vec<_> = query.iter().map(|parameter| json!([camel_case(&parameter.name), parameter.wire_name])).collect();
        let path = operation.parameters.iter().filter(|parameter| parameter.is_in_path).fold(operation.path.clone(), |path, parameter| {
            path.replace(&format!("{{{}}}", parameter.wire_name), &format!("{{{}}}", camel_case(&parameter.name)))
        });
        let (answer, returns, reader) = match &operation.answer {
            Answer::Nothing => (Some("none"), "void".to_owned(), "nothing".to_owned()),
            Answer::Text => (Some("text"), "string".to_owned(), "text".to_owned()),
            Answer::Events(_) => (Some("stream"), "EventStream".to_owned(), String::new()),
            Answer::Json(name) => {
                self.types.insert(name.clone());
                self.readers.insert(format!("read{name}"));
                (None, name.clone(), format!("read{name}"))
            }
        };
        let arguments = self.arguments(operation);
        let handle_arguments: Vec<_> = arguments.iter().filter(|argument| argument["is_of_session"] == false).cloned().collect();
        json!({
            "id": operation.id, "constant": operation.id.to_uppercase(), "method": operation.method, "path": path, "query": query,
            "answer": answer, "returns": returns, "reader": reader, "statuses": statuses(operation), "is_stream": reader.is_empty(),
            "name": camel_case(&operation.call.name), "request": operation.request, "summary": operation.summary,
            "docs": in_typescript(self.contract, &operation.docs).lines().collect::<Vec<_>>(), "arguments": arguments,
            "has_handle_arguments": !handle_arguments.is_empty(), "is_required": arguments.iter().any(|argument| argument["optional"] == ""),
            "turn": operation.turn_rule().map(TurnRule::name), "body": self.body(operation),
        })
    }

    fn arguments(&mut self, operation: &Operation) -> Vec<Value> {
        let parameters = operation.parameters.iter().map(|parameter| {
            let limits = parameter.limits.in_words();
            let docs = [parameter.docs_for_callers(), limits].join(" ").trim().to_owned();
            argument(&parameter.name, &docs, annotation(&parameter.ty), parameter.required, parameter.is_of_session())
        });
        let parameters: Vec<_> = parameters.collect();
        let fields = self.contract.body_fields(operation).iter().map(|field| {
            self.types.extend(field.ty.named().map(str::to_owned));
            argument(&field.name, &field.docs, annotation(&field.ty), field.is_required, false)
        });
        let fields: Vec<_> = fields.collect();
        let (required, optional): (Vec<_>, Vec<_>) = parameters.into_iter().chain(fields).partition(|argument| argument["optional"] == "");
        required.into_iter().chain(optional).collect()
    }

    /// The name of the function that writes the body.
    fn body(&mut self, operation: &Operation) -> Option<String> {
        let body = operation.body.as_ref()?;
        let fields = self.contract.body_fields(operation).iter().map(|field| self.written(field)).collect::<Vec<_>>();
        let name = format!("write{}Body", body.schema);
        self.bodies.insert(body.schema.clone(), json!({ "name": name, "fields": fields }));
        Some(name)
    }

    fn written(&mut self, field: &Field) -> Value {
        let name = camel_case(&field.name);
        let schema = field.ty.named().and_then(|name| self.contract.schema(name));
        let value = match schema.map(|schema| (&schema.name, &schema.shape)) {
            Some((schema, Shape::Record(Record { .. }))) => {
                self.readers.insert(format!("write{schema}"));
                format!("write{schema}(request.{name})")
            }
            _ => format!("request.{name}"),
        };
        let optional = if field.is_required { "" } else { "?" };
        let ty = if field.is_required { annotation(&field.ty) } else { format!("{} | undefined", annotation(&field.ty)) };
        json!({ "key": field.name, "value": value, "member": format!("{name}{optional}: {ty}"), "is_text": matches!(field.ty, Type::String) })
    }
}

/// The statuses of answers with a value. None where it is 200 alone.
fn statuses(operation: &Operation) -> Option<&[u16]> {
    (operation.value_statuses != [200]).then_some(operation.value_statuses.as_slice()).filter(|statuses| !statuses.is_empty())
}

fn argument(name: &str, docs: &str, ty: String, required: bool, is_of_session: bool) -> Value {
    let docs: Vec<_> = docs.lines().map(str::trim).collect();
    let (optional, ty) = if required { ("", ty) } else { ("?", format!("{ty} | undefined")) };
    json!({ "key": name, "name": camel_case(name), "docs": docs, "ty": ty, "optional": optional, "is_of_session": is_of_session })
}

/// A text whose operations are named as TypeScript has them.
fn in_typescript(contract: &Contract, text: &str) -> String {
    contract.operations.iter().fold(text.to_owned(), |text, operation| {
        let group = operation.call.group.as_ref().map(|group| format!("{}.", camel_case(group))).unwrap_or_default();
        text.replace(&format!("`{}`", operation.id), &format!("`{group}{}`", camel_case(&operation.call.name)))
    })
}
