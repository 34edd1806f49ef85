//! Reads the two forms of an error body.

use agentspec_client::json::{from_slice_within, from_value};
use agentspec_client::types::PipelineStep;
use serde_json::{Map, Value};

use super::foreign;

/// The largest body that is parsed, in bytes; its values may take twice as much memory.
const LIMIT: usize = 1 << 20;

/// The contents of an error body.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// The steps of the failed run, on `pipeline_error`.
    pub(crate) steps: Vec<PipelineStep>,
}

impl ErrorBody {
    /// Parses the JSON of a body that may be an error.
    pub(super) fn read(body: &[u8]) -> Option<Value> {
        from_slice_within(body, LIMIT).ok()
    }

    /// Reads `{"error": {"code", "message"}}` or the flat `{"error": "<code>", "message"}`; returns None for anything else. A code or a message
    /// alone is enough; an empty string counts as absent. A text with spaces in place of the flat code is a message.
    pub(crate) fn from_object(body: &Map<String, Value>) -> Option<Self> {
        let (code, message) = match body.get("error")? {
            Value::Object(error) => (text(error, "code"), text(error, "message")),
            error => match string(error)? {
                code if foreign::is_code(&code) => (Some(code), text(body, "message")),
                error => (None, text(body, "message").or_else(|| Some(error.trim().to_owned()).filter(|error| !error.is_empty()))),
            },
        };
        (code.is_some() || message.is_some()).then(|| Self { code, message, steps: Vec::new() })
    }

    /// Reads the error body of a response, as [`from_object`](Self::from_object) does, with its steps. If `message` is empty, takes the text of
    /// fields that the contract does not define.
    pub(super) fn from_response(body: &Map<String, Value>) -> Option<Self> {
        let error_body = Self::from_object(body)?;
        let fields = body.get("error").and_then(Value::as_object).unwrap_or(body);
        let message = text(fields, "message").or_else(|| foreign::message_in(fields)).or(error_body.message);
        let steps = body.get("steps").cloned().and_then(|steps| from_value(steps).ok()).unwrap_or_default();
        Some(Self { message, steps, ..error_body })
    }
}

fn text(object: &Map<String, Value>, field: &str) -> Option<String> {
    object.get(field).and_then(string).filter(|text| !text.trim().is_empty())
}

/// Returns the string. None for any other value, such as a number that [`parse_within`](agentspec_client::json::parse_within) keeps as text.
pub(crate) fn string(value: &Value) -> Option<String> {
    value.as_str().and_then(|_| from_value(value.clone()).ok())
}
