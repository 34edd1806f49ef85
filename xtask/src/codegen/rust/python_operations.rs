//! For the Python SDK: every operation by its id, where what is required is an argument, what is not a setter; and the names of the kinds of errors, in a file of their own.

use serde_json::json;

use super::super::shared::contract::{Answer, Contract, Record, Shape};
use super::super::shared::rust_types::identifier;
use super::super::shared::rust_types::type_name;
use super::super::template::render;
use super::method;
use crate::Result;

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let operations = contract.operations.iter().map(|operation| {
        let given = operation.parameters.iter().filter(|parameter| parameter.required).map(|parameter| &parameter.name);
        let sent = contract.required_fields(operation).map(|field| &field.name);
        let arguments: Vec<_> = given.chain(sent).map(|name| format!("arguments.text({name:?})?")).collect();
        let query = operation.parameters.iter().filter(|parameter| !parameter.required);
        let query = query
            .map(|parameter| (&parameter.name, identifier(&parameter.name), format!("::<{}>", type_name(&parameter.ty, &str::to_owned))));
        let fields = contract.body_fields(operation).iter().filter(|field| !field.is_required);
        let fields = fields.map(|field| match field.ty.named().and_then(|name| contract.schema(name)).map(|schema| &schema.shape) {
            // By its names, so that each is refused by its own.
            Some(Shape::Map(_) | Shape::Record(Record { is_open: true, .. })) => {
                (&field.name, format!("{}_map", field.name), String::new())
            }
            _ => (&field.name, identifier(&field.name), String::new()),
        });
        let optional: Vec<_> = fields.chain(query).map(|(name, setter, ty)| json!({ "name": name, "setter": setter, "ty": ty })).collect();
        let reply = match operation.answer {
            Answer::Nothing => "nothing",
            Answer::Text => "text",
            Answer::Json(_) => "json",
            Answer::Events(_) => "events",
        };
        let call = format!("client{}({})", method(operation), arguments.join(", "));
        json!({ "id": operation.id, "call": call, "optional": optional, "reply": reply })
    });
    let context = json!({ "operations": operations.collect::<Vec<_>>() });
    render("operations.rs", include_str!("../templates/operations.rs.j2"), context)
}

pub(super) fn error_kinds(contract: &Contract) -> Result<String> {
    let mut kinds: Vec<_> = contract.errors.iter().map(|row| &row.kind).collect();
    kinds.dedup();
    render("python_error_kind.rs", include_str!("../templates/python_error_kind.rs.j2"), json!({ "kinds": kinds }))
}
