//! Finds the text in the error bodies of others: frameworks, gateways and standards.

use std::cell::Cell;

use serde_json::{Map, Value};

/// The fields that say what is wrong, the best one first.
const MESSAGE_FIELDS: [&str; 10] = [
    "message",
    "Message",           // AWS, ASP.NET
    "msg",               // FastAPI, in its list
    "error_description", // OAuth (RFC 6749, section 5.2)
    "error_message",
    "errorMessage", // AWS Lambda
    "faultstring",  // gateways, in `fault`
    "title",        // problem+json (RFC 9457), JSON:API
    "reason",       // Elasticsearch
    "description",
];

/// The fields that say more of it.
const DETAIL_FIELDS: [&str; 3] = ["detail", "details", "errors"];

/// The fields that hold all of it, where nothing stands beside them.
const WRAPPER_FIELDS: [&str; 3] = ["error", "Error", "fault"];

/// The fields that say where it is wrong.
const LOCATION_FIELDS: [&str; 4] = ["loc", "field", "param", "pointer"];

/// The text for people in what a server sent.
pub(super) fn message(value: &Value) -> Option<String> {
    Search::new().message(value)
}

/// As [`message`], of an object.
pub(super) fn message_in(object: &Map<String, Value>) -> Option<String> {
    Search::new().message_in(object)
}

/// How many values are looked at: more than any error has. What says nothing is looked at in several ways, and so are the values within it.
const MAX_VALUES: usize = 10_000;

struct Search {
    left: Cell<usize>,
}

impl Search {
    fn new() -> Self {
        Self { left: Cell::new(MAX_VALUES) }
    }

    fn message(&self, value: &Value) -> Option<String> {
        self.left.set(self.left.get().checked_sub(1)?);
        match value {
            Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
            Value::Array(items) => joined(items.iter().filter_map(|item| self.message(item)), "; "),
            Value::Object(object) => self.message_in(object),
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }

    fn message_in(&self, object: &Map<String, Value>) -> Option<String> {
        let first = MESSAGE_FIELDS.iter().find_map(|field| self.message(object.get(*field)?));
        let more = DETAIL_FIELDS.iter().find_map(|field| match object.get(*field)? {
            Value::Object(fields) => self.message_in(fields).or_else(|| self.field_errors(fields)),
            other => self.message(other),
        });
        let text = match (first, more) {
            (Some(first), Some(more)) if first.contains(&more) => first,
            (Some(first), Some(more)) if more.contains(&first) => more,
            (Some(first), Some(more)) => format!("{first}: {more}"),
            (Some(text), None) | (None, Some(text)) => text,
            (None, None) => WRAPPER_FIELDS
                .iter()
                .find_map(|field| self.in_wrapper(object.get(*field)?))
                .or_else(|| self.type_of(object))
                .or_else(|| self.form_errors(object))?,
        };
        Some(match self.location(object) {
            Some(location) => format!("{location}: {text}"),
            None => text,
        })
    }

    /// One word is a code.
    fn in_wrapper(&self, value: &Value) -> Option<String> {
        let text = self.message(value)?;
        Some(text).filter(|text| !value.is_string() || !is_code(text))
    }

    /// The kind of a problem of which nothing else is told; `about:blank` says nothing (RFC 9457, section 4.2.1).
    fn type_of(&self, object: &Map<String, Value>) -> Option<String> {
        self.message(object.get("type")?).filter(|kind| kind.contains(':') && kind != "about:blank")
    }

    /// The fields of a form, each with what is wrong with it, when nothing stands beside them.
    fn form_errors(&self, object: &Map<String, Value>) -> Option<String> {
        if object.values().all(Value::is_array) { self.field_errors(object) } else { None }
    }

    fn field_errors(&self, fields: &Map<String, Value>) -> Option<String> {
        let errors = fields.iter().filter_map(|(field, value)| {
            let text = match value {
                Value::Array(items) => joined(items.iter().filter_map(|item| self.message(item)), ", "),
                other => self.message(other),
            };
            text.map(|text| format!("{field}: {text}"))
        });
        joined(errors, "; ")
    }

    fn location(&self, object: &Map<String, Value>) -> Option<String> {
        let step = |step: &Value| match step {
            Value::String(name) => Some(name.clone()),
            Value::Number(index) => Some(index.to_string()),
            _ => None,
        };
        let of = |object: &Map<String, Value>| {
            LOCATION_FIELDS.iter().find_map(|field| match object.get(*field)? {
                Value::Array(steps) => joined(steps.iter().filter_map(step), "."),
                other => self.message(other).filter(|_| other.is_string()),
            })
        };
        of(object).or_else(|| of(object.get("source")?.as_object()?))
    }
}

/// Whether a text is for machines.
pub(super) fn is_code(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

fn joined(texts: impl Iterator<Item = String>, between: &str) -> Option<String> {
    let texts: Vec<_> = texts.collect();
    if texts.is_empty() { None } else { Some(texts.join(between)) }
}

#[cfg(test)]
mod tests;
