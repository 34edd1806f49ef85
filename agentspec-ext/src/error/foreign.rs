//! Finds the message in error bodies of other formats: of frameworks, gateways and standards.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::string;

/// The fields that hold a message, the most specific first.
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

/// The fields that hold details.
const DETAIL_FIELDS: [&str; 3] = ["detail", "details", "errors"];

/// The fields that wrap the whole error, if no other field holds a message.
const WRAPPER_FIELDS: [&str; 3] = ["error", "Error", "fault"];

/// The fields that hold the location of the error in the request.
const LOCATION_FIELDS: [&str; 4] = ["loc", "field", "param", "pointer"];

/// Finds the human-readable message in a JSON value.
pub(super) fn message(value: &Value) -> Option<String> {
    Search::new().message(value)
}

/// Finds the human-readable message in an object, as [`message`] does.
pub(super) fn message_in(object: &Map<String, Value>) -> Option<String> {
    Search::new().message_in(object)
}

/// The number of values that a search visits, which is more than any error has. A value without a message is visited repeatedly, and so are the
/// values inside it.
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
            Value::String(_) => string(value).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
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

    /// Searches a wrapper field. A single word there is a code, not a message.
    fn in_wrapper(&self, value: &Value) -> Option<String> {
        let text = self.message(value)?;
        Some(text).filter(|text| !value.is_string() || !is_code(text))
    }

    /// Returns the type of a problem without another message. `about:blank` carries no information (RFC 9457, section 4.2.1).
    fn type_of(&self, object: &Map<String, Value>) -> Option<String> {
        self.message(object.get("type")?).filter(|kind| kind.contains(':') && kind != "about:blank")
    }

    /// Returns the errors of form fields, if the object has no other fields.
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

/// Returns whether a text is a machine-readable code.
pub(super) fn is_code(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

fn joined(texts: impl Iterator<Item = String>, between: &str) -> Option<String> {
    let texts: Vec<_> = texts.collect();
    if texts.is_empty() { None } else { Some(texts.join(between)) }
}

#[cfg(test)]
mod tests;
