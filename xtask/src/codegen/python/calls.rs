//! `agentspec._calls`: each operation as a method of a client's namespace, and of a session's handle; blocking and for asyncio.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Answer, Contract, Operation, Parameter, Shape, TurnRule, Type, pascal_case};
use super::super::stamp::Stamp;
use super::super::template::render;
use super::{annotation, identifier};
use crate::Result;

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<String> {
    let mut calls = Calls { contract, types: BTreeSet::new() };
    let mut groups = Vec::new();
    for group in &contract.groups {
        let operations = calls.methods(Some(&group.name));
        if !operations.is_empty() {
            let class = pascal_case(&group.name);
            groups.push(json!({ "name": group.name, "class": class, "docs": group.docs, "operations": operations }));
        }
    }
    let root = calls.methods(None);
    let session = calls.session();
    let has = |id: &str| contract.operations.iter().any(|operation| operation.id == id);
    // `watch` returns a type that no operation does.
    if has("pipeline_status") {
        calls.types.insert("PipelineStep".to_owned());
    }
    let context = json!({ "stamp": stamp.to_string(), "groups": groups, "root": root, "session": session, "types": calls.types });
    render("calls.py", include_str!("../templates/calls.py.j2"), context)
}

struct Calls<'a> {
    contract: &'a Contract,
    /// The names of the types that the methods take and return.
    types: BTreeSet<String>,
}

impl Calls<'_> {
    /// The methods of a namespace; without one, those of the client itself.
    fn methods(&mut self, group: Option<&str>) -> Vec<Value> {
        let operations = self.contract.operations.iter().filter(|operation| operation.call.group.as_deref() == group);
        operations.map(|operation| self.method(operation)).collect()
    }

    /// The methods of a session's handle, and those of a turn, which it can send again. `null` if no operation is on a session.
    fn session(&mut self) -> Value {
        let contract = self.contract;
        let operations = contract.operations.iter().filter_map(|operation| Some((operation, operation.turn_rule()?)));
        let methods: Vec<_> = operations.map(|(operation, rule)| self.session_method(operation, rule)).collect();
        let turn = |answer: &str| methods.iter().find(|method| method["turn"] == "takes" && method["answer"] == answer);
        if methods.is_empty() {
            Value::Null
        } else {
            json!({ "operations": methods, "turn": turn("value"), "streamed_turn": turn("events") })
        }
    }

    /// A method of a handle, without the parameters of its session.
    fn session_method(&mut self, operation: &Operation, rule: TurnRule) -> Value {
        let mut method = self.method(operation);
        method["arguments"] = json!(self.arguments(operation, |parameter| !parameter.is_of_session()));
        method["turn"] = json!(rule.name());
        method
    }

    fn method(&mut self, operation: &Operation) -> Value {
        let (answer, returns, decode) = match &operation.answer {
            Answer::Nothing => ("value", "None", "_decode.nothing".to_owned()),
            Answer::Text => ("value", "str", "_decode.text".to_owned()),
            Answer::Events(_) => ("events", "", String::new()),
            Answer::Json(name) => {
                self.types.insert(name.clone());
                ("value", name.as_str(), format!("{name}.from_dict"))
            }
        };
        json!({
            "id": operation.id, "name": identifier(&operation.call.name), "arguments": self.arguments(operation, |_| true),
            "summary": operation.summary, "docs": in_python(self.contract, &operation.docs), "answer": answer, "returns": returns,
            "decode": decode, "is_post": operation.method == "POST", "has_deadline": true, "is_several": false, "turn": null,
        })
    }

    /// The arguments: the path's, the body's, and then the query's.
    fn arguments(&mut self, operation: &Operation, is_taken: impl Fn(&Parameter) -> bool) -> Vec<Value> {
        let parameters = |is_required: bool| {
            let of_kind = operation.parameters.iter().filter(|parameter| parameter.required == is_required && is_taken(parameter));
            of_kind.map(|parameter| argument(&parameter.name, &parameter.docs, annotation(&parameter.ty), is_required)).collect::<Vec<_>>()
        };
        let fields = self.contract.body_fields(operation).iter();
        let fields: Vec<_> = fields.map(|field| argument(&field.name, &field.docs, self.taken(&field.ty), field.is_required)).collect();
        [parameters(true), fields, parameters(false)].concat()
    }

    /// The annotation of an argument: any mapping for an object.
    fn taken(&mut self, ty: &Type) -> String {
        let Type::Named(name) = ty else { return annotation(ty) };
        match self.contract.schema(name).map(|schema| &schema.shape) {
            Some(Shape::Record(_)) => {
                self.types.insert(name.clone());
                format!("Union[{name}, Mapping[str, Any]]")
            }
            Some(Shape::Map(ty)) => format!("Mapping[str, {}]", annotation(ty)),
            _ => annotation(ty),
        }
    }
}

/// The text with the operations named as in Python.
fn in_python(contract: &Contract, text: &str) -> String {
    contract.operations.iter().fold(text.to_owned(), |text, operation| {
        let group = operation.call.group.as_ref().map(|group| format!("{group}.")).unwrap_or_default();
        text.replace(&format!("`{}`", operation.id), &format!("`{group}{}`", identifier(&operation.call.name)))
    })
}

fn argument(name: &str, docs: &str, ty: String, required: bool) -> Value {
    // The encoding is no concern of callers.
    let docs = docs.replace(", percent-encoded into one path segment", "");
    let (ty, default) = if required { (ty, None) } else { (format!("Optional[{ty}]"), Some("None")) };
    json!({ "key": name, "name": identifier(name), "docs": docs.lines().collect::<Vec<_>>().join(" "), "ty": ty, "default": default })
}
