//! `agentspec._calls`: each operation as a method, blocking and for asyncio.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::shared::contract::{Answer, Contract, Operation, Shape, Type, pascal_case};
use super::super::stamp::Stamp;
use super::super::template::render;
use super::{annotation, identifier};
use crate::Result;

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<String> {
    let mut types = BTreeSet::new();
    let (mut groups, mut root) = (Vec::new(), Vec::new());
    for group in &contract.groups {
        let operations = contract.operations.iter().filter(|operation| operation.call.group.as_ref() == Some(&group.name));
        let operations: Vec<_> = operations.map(|operation| method(contract, operation, &mut types)).collect();
        if !operations.is_empty() {
            let class = format!("{}Calls", pascal_case(&group.name).trim_end_matches('s'));
            groups.push(json!({ "class": class, "docs": group.docs, "operations": operations }));
        }
    }
    for operation in contract.operations.iter().filter(|operation| operation.call.group.is_none()) {
        root.push(method(contract, operation, &mut types));
    }
    let context = json!({ "stamp": stamp.to_string(), "groups": groups, "root": root, "types": types });
    render("calls.py", include_str!("../templates/calls.py.j2"), context)
}

fn method(contract: &Contract, operation: &Operation, types: &mut BTreeSet<String>) -> Value {
    let (returns, decode) = match &operation.answer {
        Answer::Nothing => ("None".to_owned(), "_decode.nothing".to_owned()),
        Answer::Text => ("str".to_owned(), "_decode.text".to_owned()),
        Answer::Events(_) => ("EventStream".to_owned(), String::new()),
        Answer::Json(name) => {
            types.insert(name.clone());
            (name.clone(), format!("{name}.from_dict"))
        }
    };
    let docs = in_python(contract, &operation.docs);
    let docs: Vec<_> = if docs.is_empty() { Vec::new() } else { std::iter::once("").chain(docs.lines()).collect() };
    json!({
        "id": operation.id, "name": identifier(&operation.call.name), "arguments": arguments(contract, operation, types),
        "summary": operation.summary, "docs": docs, "returns": returns, "decode": decode,
        "is_stream": matches!(operation.answer, Answer::Events(_)), "is_post": operation.method == "POST",
    })
}

/// A text whose operations are named as Python has them.
fn in_python(contract: &Contract, text: &str) -> String {
    contract.operations.iter().fold(text.to_owned(), |text, operation| {
        let group = operation.call.group.as_ref().map(|group| format!("{group}.")).unwrap_or_default();
        text.replace(&format!("`{}`", operation.id), &format!("`{group}{}`", identifier(&operation.call.name)))
    })
}

/// What is required comes first: of the path, then of the body, then the query.
fn arguments(contract: &Contract, operation: &Operation, types: &mut BTreeSet<String>) -> Vec<Value> {
    let parameter = |is_required: bool| {
        let of_kind = operation.parameters.iter().filter(move |parameter| parameter.required == is_required);
        of_kind.map(move |parameter| argument(&parameter.name, &parameter.docs, annotation(&parameter.ty), is_required))
    };
    let fields = contract
        .body_fields(operation)
        .iter()
        .map(|field| argument(&field.name, &field.docs, taken(contract, &field.ty, types), field.is_required));
    let fields: Vec<_> = fields.collect();
    parameter(true).chain(fields).chain(parameter(false)).collect()
}

fn argument(name: &str, docs: &str, ty: String, required: bool) -> Value {
    // How a name travels is the client's business.
    let docs = docs.replace(", percent-encoded into one path segment", "");
    let ty = if required { ty } else { format!("Optional[{ty}]") };
    json!({ "key": name, "name": identifier(name), "docs": docs.lines().collect::<Vec<_>>().join(" "), "ty": ty, "required": required })
}

/// What callers may give: any mapping for an object.
fn taken(contract: &Contract, ty: &Type, types: &mut BTreeSet<String>) -> String {
    let Type::Named(name) = ty else { return annotation(ty) };
    match contract.schema(name).map(|schema| &schema.shape) {
        Some(Shape::Record(_)) => {
            types.insert(name.clone());
            format!("Union[{name}, Mapping[str, Any]]")
        }
        Some(Shape::Map(ty)) => format!("Mapping[str, {}]", annotation(ty)),
        _ => annotation(ty),
    }
}
