//! Errors that arrive in a stream as they would in an answer's body: `{"error": {…}}`, or flat, in place of the contract's `error` event.

use agentspec_client::json::{from_value, parse_within};
use serde_json::{Map, Value};

use crate::error::ErrorBody;
use crate::generated::stream_event::{ErrorEvent, StreamEvent};

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
    if extra.get("error").is_some_and(Value::is_string) {
        extra.shift_remove("error");
        extra.shift_remove("message");
    }
    Some(made(code, message, extra))
}

fn of_fields(mut event: Map<String, Value>) -> Option<StreamEvent> {
    let [code, message] = ["code", "message"].map(|field| event.get(field).and_then(Value::as_str).map(str::to_owned));
    for (field, _) in [("code", &code), ("message", &message)].iter().filter(|(_, text)| text.is_some()) {
        event.shift_remove(*field);
    }
    (code.is_some() || message.is_some()).then(|| made(code, message, event))
}

/// What was not read stays as it came.
fn made(code: Option<String>, message: Option<String>, extra: Map<String, Value>) -> StreamEvent {
    let code = code.filter(|code| !code.is_empty()).unwrap_or_else(|| NO_CODE.to_owned());
    StreamEvent::Error(ErrorEvent { code, message: message.unwrap_or_default(), extra: extra.into() })
}
