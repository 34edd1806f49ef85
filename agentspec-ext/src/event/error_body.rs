//! Errors that arrive in a stream as they would in an answer's body: `{"error": {…}}`, or flat, in place of the contract's `error` event.

use agentspec_client::json::{from_value, parse_within};
use serde_json::{Map, Value};

use super::{ErrorEvent, StreamEvent};
use crate::error::ErrorBody;

/// The code of an error that brought none, as of an answer's body.
const NO_CODE: &str = "internal_error";

/// The `error` event that the data of a frame is which cannot be read as an event. None where it is none.
///
/// In a frame named `error`, code and message may stand beside each other, without the `type` of the contract's own.
pub(super) fn read(data: &str, is_named_error: bool, limit: usize) -> Option<StreamEvent> {
    let mut event: Map<String, Value> = from_value(parse_within(data, limit).ok()?).ok()?;
    let has_type = match event.shift_remove("type") {
        Some(tag) if tag != "error" || event.contains_key("code") => return None,
        tag => tag.is_some(),
    };
    of_body(&event).or_else(|| of_fields(event).filter(|_| is_named_error && !has_type))
}

fn of_body(event: &Map<String, Value>) -> Option<StreamEvent> {
    let ErrorBody { code, message, .. } = ErrorBody::from_object(event)?;
    let mut extra = event.clone();
    if let Some(error) = event.get("error").and_then(Value::as_str)
        && (code.as_deref() == Some(error) || message.as_deref() == Some(error.trim()))
    {
        extra.shift_remove("error");
    }
    Some(made(code, message, extra))
}

fn of_fields(event: Map<String, Value>) -> Option<StreamEvent> {
    let [code, message] = ["code", "message"].map(|field| event.get(field).and_then(Value::as_str).map(str::to_owned));
    (code.is_some() || message.is_some()).then(|| made(code, message, event))
}

/// What was not read stays as it came, but for what has the name of a field of the contract.
fn made(code: Option<String>, message: Option<String>, mut extra: Map<String, Value>) -> StreamEvent {
    for field in ["code", "message"] {
        extra.shift_remove(field);
    }
    let code = code.filter(|code| !code.is_empty()).unwrap_or_else(|| NO_CODE.to_owned());
    ErrorEvent { code, message: message.unwrap_or_default(), extra: extra.into() }.into()
}
