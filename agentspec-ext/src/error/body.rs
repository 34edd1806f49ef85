//! Reads the two forms of an error's body.

use agentspec_client::json::{from_slice_within, from_value};
use agentspec_client::types::PipelineStep;
use serde_json::{Map, Value};

/// The largest body that is read, in bytes; its values may take twice as much memory.
const LIMIT: usize = 1 << 20;

/// What an error's body brought.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// The steps of the run that failed, on `pipeline_error`.
    pub(crate) steps: Vec<PipelineStep>,
}

impl ErrorBody {
    /// Reads `{"error": {"code", "message"}}` or the flat `{"error": "<code>", "message"}`; None for anything else. A code or a message alone is
    /// enough, and an empty one is none.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let mut body: Map<String, Value> = from_slice_within(body, LIMIT).ok()?;
        let steps = body.shift_remove("steps").and_then(|steps| from_value(steps).ok()).unwrap_or_default();
        Some(Self { steps, ..Self::from_object(&body)? })
    }

    /// The code and the message of the same forms.
    pub(crate) fn from_object(body: &Map<String, Value>) -> Option<Self> {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        let (code, message) = match body.get("error")? {
            code @ Value::String(_) => (text(Some(code)), text(body.get("message"))),
            Value::Object(error) => (text(error.get("code")), text(error.get("message"))),
            _ => return None,
        };
        if code.is_none() && message.is_none() {
            return None;
        }
        Some(Self { code, message, steps: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(body: &str) -> Option<(Option<String>, Option<String>)> {
        ErrorBody::parse(body.as_bytes()).map(|body| (body.code, body.message))
    }

    #[test]
    fn both_forms_are_read() {
        let due = Some((Some("not_found".to_owned()), Some("no".to_owned())));
        assert_eq!(parsed(r#"{"error": {"code": "not_found", "message": "no"}}"#), due);
        assert_eq!(parsed(r#"{"error": "not_found", "message": "no"}"#), due);
    }

    #[test]
    fn a_code_or_a_message_alone_is_enough_and_an_empty_one_is_none() {
        let code = Some((Some("not_found".to_owned()), None));
        for body in
            [r#"{"error": "not_found"}"#, r#"{"error": {"code": "not_found"}}"#, r#"{"error": {"code": "not_found", "message": ""}}"#]
        {
            assert_eq!(parsed(body), code, "{body}");
        }
        let message = Some((None, Some("no".to_owned())));
        for body in [r#"{"error": {"message": "no"}}"#, r#"{"error": {"code": "", "message": "no"}}"#, r#"{"error": "", "message": "no"}"#]
        {
            assert_eq!(parsed(body), message, "{body}");
        }
    }

    #[test]
    fn anything_else_is_no_error_body() {
        for body in ["", "<html>", "[]", "{}", r#"{"error": null}"#, r#"{"error": {}}"#, r#"{"error": 5}"#, r#"{"message": "no"}"#] {
            assert_eq!(parsed(body), None, "{body}");
        }
    }
}
