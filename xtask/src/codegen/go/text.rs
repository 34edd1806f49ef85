//! The contract's descriptions as doc comments of Go.

use super::super::client_codegen::contract::{Contract, Field, Shape, Type};
use super::{go_name, names, service};

/// The verbs of summaries that follow an "and".
const VERBS: [&str; 4] = ["read", "return", "stream", "wait"];

/// The options that the contract's texts name.
const OPTIONS: [(&str, &str); 2] = [("answer_limit", "WithAnswerLimit"), ("event_limit", "WithEventLimit")];

/// Returns the lines of the doc comment of a method: `Invoke an agent.` as `Invoke invokes an agent.`
pub(super) fn of_method(name: &str, summary: &str) -> String {
    let (verb, rest) = summary.split_once(' ').unwrap_or((summary, ""));
    let rest = VERBS
        .iter()
        .fold(format!(" {rest}"), |rest, verb| rest.replace(&format!(" and {verb} "), &format!(" and {} ", third_person(verb))));
    format!("{name} {}{rest}", third_person(&verb.to_lowercase()))
}

/// Returns the text after the name of a type: `An agent.` as `Agent is an agent.`
pub(super) fn of_type(name: &str, docs: &str) -> Vec<String> {
    let (first, rest) = docs.split_once(' ').unwrap_or((docs, ""));
    let verb = match first {
        "A" | "An" | "One" | "The" => "is",
        "Whether" | "Why" | "When" | "Where" => "tells",
        _ => "holds",
    };
    lines(&format!("{name} {verb} {} {rest}", first.to_lowercase()))
}

/// Returns a text with the names of Go: of operations, types and fields.
pub(super) fn in_go(contract: &Contract, text: &str) -> String {
    let operations = contract.operations.iter().map(|operation| {
        let of = operation.call.group.as_ref().map_or_else(|| "Client".to_owned(), |group| service(group));
        (operation.id.clone(), format!("[{of}.{}]", go_name(&operation.call.name)))
    });
    let options = OPTIONS.iter().map(|(name, option)| ((*name).to_owned(), format!("[{option}]")));
    let schemas = contract.held().into_iter().map(|schema| (schema.name.clone(), format!("[{}]", schema.name)));
    let parameters = contract.operations.iter().flat_map(|operation| &operation.parameters);
    let parameters = parameters.filter(|parameter| parameter.name.contains('_'));
    let parameters = parameters.map(|parameter| (parameter.name.clone(), go_name(&parameter.name)));
    let text = operations
        .chain(options)
        .chain(schemas)
        .chain(parameters)
        .fold(text.to_owned(), |text, (from, to)| text.replace(&format!("`{from}`"), &to));
    quoted(&text)
}

/// Replaces backticks, which Go's comments do not mark up, by quotes, except around text that has quotes.
fn quoted(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    let part = |(place, part): (usize, &&str)| match place % 2 {
        1 if !part.contains('"') => format!("\"{part}\""),
        _ => (*part).to_owned(),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Returns the lines of a field's doc comment. They name the known values, and the value that stands for null or for an absent field.
pub(super) fn of_field(contract: &Contract, field: &Field, is_value: bool) -> Vec<String> {
    let docs = in_go(contract, &field.docs);
    let zero = if is_value { "zero" } else { zero(contract, &field.ty) };
    let docs = if field.is_nullable { docs.replace("null", zero) } else { docs };
    let says = docs.contains(zero) || matches!(field.ty, Type::List(_));
    let absent = match (field.is_required, &field.ty) {
        (true, Type::DateTime) => " The zero time if it is not RFC 3339.".to_owned(),
        (false, Type::DateTime) => " The zero time if it is absent or not RFC 3339.".to_owned(),
        (true, _) => String::new(),
        (false, _) if says => String::new(),
        (false, _) => format!(" {}{} if absent.", zero[..1].to_uppercase(), &zero[1..]),
    };
    let numbers = if matches!(field.ty, Type::Object) { " A number in it is a [json.Number]." } else { "" };
    lines(&format!("{}{}{numbers}{absent}", docs.trim_end(), known_values(contract, &field.ty)))
}

/// Returns the constants of an open enum.
fn known_values(contract: &Contract, ty: &Type) -> String {
    let schema = ty.named().filter(|_| matches!(ty, Type::Named(_))).and_then(|name| contract.schema(name));
    let Some((name, Shape::OpenEnum(values))) = schema.map(|schema| (&schema.name, &schema.shape)) else { return String::new() };
    let constants: Vec<_> = values.iter().map(|value| format!("[{name}{}]", go_name(value))).collect();
    match constants.split_last() {
        Some((last, others)) if !others.is_empty() => format!(" It is {} or {last}, or a value of a later server.", others.join(", ")),
        _ => format!(" It is {}, or a value of a later server.", constants.concat()),
    }
}

fn zero(contract: &Contract, ty: &Type) -> &'static str {
    match ty {
        Type::Boolean => "false",
        Type::Integer(_) | Type::Number => "0",
        Type::String | Type::DateTime => "empty",
        Type::Any | Type::Object | Type::List(_) => "nil",
        Type::Named(name) => match names::form(contract, name) {
            names::Form::Text => "empty",
            names::Form::Struct | names::Form::Map(_) => "nil",
        },
    }
}

/// Returns the lines of a doc comment. Lists have the form that gofmt gives them.
pub(super) fn lines(docs: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut is_list = false;
    for line in docs.trim_end().lines().map(str::trim_end) {
        let is_item = line.starts_with("- ");
        if is_item && !is_list && lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        is_list = is_item || (is_list && line.starts_with("  "));
        lines.push(if is_list { format!("  {line}") } else { line.to_owned() });
    }
    lines
}

/// Returns `invokes` for `invoke`.
fn third_person(verb: &str) -> String {
    match verb {
        _ if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| verb.ends_with(end)) => format!("{verb}es"),
        _ => format!("{verb}s"),
    }
}

/// Returns a text whose first letter is small.
pub(super) fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
