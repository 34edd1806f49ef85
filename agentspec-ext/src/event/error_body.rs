//! Error bodies in a stream in place of the contract's `error` event: `{"error": {…}}`, or flat, as in the body of a response.

use agentspec_client::json::{from_value, parse_within};
use serde_json::{Map, Value};

use super::{ErrorEvent, StreamEvent};
use crate::error::{ErrorBody, string};

/// The code of an error without one, as for the body of a response.
const NO_CODE: &str = "internal_error";

/// Converts the data of a frame that is not an event to an `error` event. None if it is not an error body.
///
/// In a frame named `error`, code and message may be fields of the object itself, without the contract's `type`.
pub(super) fn read(data: &str, is_named_error: bool, limit: usize) -> Option<StreamEvent> {
    // Not `from_value`, which returns numbers beyond `f64` as text: a code and a message are strings.
    let Value::Object(mut event) = parse_within(data, limit).ok()? else { return None };
    let has_type = match event.shift_remove("type") {
        Some(tag) if tag != "error" || event.contains_key("code") => return None,
        tag => tag.is_some(),
    };
    from_body(&event).or_else(|| if is_named_error && !has_type { from_fields(event) } else { None })
}

fn from_body(event: &Map<String, Value>) -> Option<StreamEvent> {
    let ErrorBody { code, message, .. } = ErrorBody::from_object(event)?;
    let mut extra = event.clone();
    if let Some(error) = event.get("error").and_then(Value::as_str)
        && (code.as_deref() == Some(error) || message.as_deref() == Some(error.trim()))
    {
        extra.shift_remove("error");
    }
    error_event(code, message, extra)
}

fn from_fields(event: Map<String, Value>) -> Option<StreamEvent> {
    let [code, message] = ["code", "message"].map(|field| event.get(field).and_then(string));
    if code.is_none() && message.is_none() { None } else { error_event(code, message, event) }
}

/// Creates an `error` event. Other fields are kept, except those with the name of a field of the contract.
fn error_event(code: Option<String>, message: Option<String>, mut extra: Map<String, Value>) -> Option<StreamEvent> {
    for field in ["code", "message"] {
        extra.shift_remove(field);
    }
    let extra: Map<String, Value> = from_value(Value::Object(extra)).ok()?;
    let code = code.filter(|code| !code.is_empty()).unwrap_or_else(|| NO_CODE.to_owned());
    Some(ErrorEvent { code, message: message.unwrap_or_default(), extra: extra.into() }.into())
}
