//! Generates the example in the docs of each call from the examples of the contract. The examples run against the mock server.

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Answer, Contract, Operation, Parameter, Shape};
use super::super::client_codegen::rust_types::identifier;
use super::method;

/// Returns the lines of the example, async and blocking. Hidden lines prepare the resources that the call needs.
pub(super) fn of(contract: &Contract, operation: &Operation) -> Value {
    let example = |end| Example { contract, end }.lines(operation);
    json!({ "asynchronous": example(".await?"), "blocking": example(".call()?") })
}

struct Example<'a> {
    contract: &'a Contract,
    /// The end of the expression, which sends the call.
    end: &'static str,
}

impl<'a> Example<'a> {
    fn lines(&self, operation: &'a Operation) -> Vec<String> {
        let mut lines = self.preparation(operation);
        let name = match operation.answer {
            Answer::Nothing => "",
            Answer::Text => "let text = ",
            Answer::Events(_) => "let events = ",
            Answer::Json(_) => "let response = ",
        };
        lines.push(format!("{name}{};", self.call(operation)));
        lines
    }

    /// Returns lines that create the session whose id the call takes, or start the run whose status it reads.
    fn preparation(&self, operation: &'a Operation) -> Vec<String> {
        let made = operation.required_parameters().filter_map(|parameter| Some((parameter, self.maker(parameter)?)));
        let made: Vec<_> = made
            .map(|(parameter, maker)| format!("# let {} = {}.{};", identifier(&parameter.name), self.call(maker), parameter.name))
            .collect();
        match self.starter(operation) {
            Some(starter) if made.is_empty() => vec![format!("# {};", self.call(starter))],
            _ => made,
        }
    }

    /// Returns the operation whose response contains the value of the parameter.
    fn maker(&self, parameter: &Parameter) -> Option<&'a Operation> {
        self.contract.operations.iter().find(|maker| {
            let Answer::Json(name) = &maker.answer else { return false };
            let Some(Shape::Record(answer)) = self.contract.schema(name).map(|schema| &schema.shape) else { return false };
            maker.is_post()
                && answer.fields.iter().any(|field| field.name == parameter.name && field.is_required)
                && maker.required_parameters().all(|other| other.name != parameter.name)
        })
    }

    /// Returns the operation that creates the resource which a GET with the same parameters reads.
    fn starter(&self, operation: &Operation) -> Option<&'a Operation> {
        let names = |operation: &Operation| operation.required_parameters().map(|parameter| parameter.name.clone()).collect::<Vec<_>>();
        let (given, group) = (names(operation), &operation.call.group);
        self.contract.operations.iter().find(|starter| {
            let is_same_place = starter.call.group == *group && names(starter) == given;
            operation.method == "GET" && !given.is_empty() && starter.is_post() && is_same_place
        })
    }

    fn call(&self, operation: &Operation) -> String {
        let given = operation.required_parameters().map(|parameter| match self.maker(parameter) {
            Some(_) => format!("&{}", identifier(&parameter.name)),
            None => format!("{:?}", parameter.example.as_ref().unwrap_or(&parameter.name)),
        });
        let sent = self.contract.required_fields(operation).map(|field| {
            let examples = operation.body.iter().flat_map(|body| &body.example);
            let text = examples.filter(|(name, _)| *name == field.name).map(|(_, text)| text).next();
            format!("{:?}", text.unwrap_or(&field.name))
        });
        let arguments: Vec<_> = given.chain(sent).collect();
        format!("client{}({}){}", method(operation), arguments.join(", "), self.end)
    }
}
