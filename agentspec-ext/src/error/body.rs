//! Reads the two forms of an error's body.

use agentspec_client::json::from_value;
use agentspec_client::types::PipelineStep;
use serde_json::Value;

/// What an error's body brought.
#[derive(Debug, PartialEq)]
pub(crate) struct ErrorBody {
    pub(crate) code: String,
    pub(crate) message: Option<String>,
    /// The steps of the run that failed, on `pipeline_error`.
    pub(crate) steps: Vec<PipelineStep>,
}

impl ErrorBody {
    /// Reads `{"error": {"code", "message"}}` or the flat `{"error": "<code>", "message"}`; None for anything else.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let mut body: Value = serde_json::from_slice(body).ok()?;
        let body = body.as_object_mut()?;
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let (code, message) = match body.get("error")? {
            Value::String(code) => (code.clone(), text(body.get("message"))),
            Value::Object(error) => (text(error.get("code"))?, text(error.get("message"))),
            _ => return None,
        };
        let steps = body.remove("steps").and_then(|steps| from_value(steps).ok()).unwrap_or_default();
        Some(Self { code, message, steps })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(body: &str) -> Option<(String, Option<String>)> {
        ErrorBody::parse(body.as_bytes()).map(|body| (body.code, body.message))
    }

    #[test]
    fn both_forms_are_read() {
        let due = Some(("not_found".to_owned(), Some("no".to_owned())));
        assert_eq!(parsed(r#"{"error": {"code": "not_found", "message": "no"}}"#), due);
        assert_eq!(parsed(r#"{"error": "not_found", "message": "no"}"#), due);
    }

    #[test]
    fn a_code_without_a_message_is_enough() {
        assert_eq!(parsed(r#"{"error": "not_found"}"#), Some(("not_found".to_owned(), None)));
    }

    #[test]
    fn anything_else_is_no_error_body() {
        for body in ["", "<html>", "[]", "{}", r#"{"error": null}"#, r#"{"error": {"message": "no"}}"#, r#"{"error": 5}"#] {
            assert_eq!(parsed(body), None, "{body}");
        }
    }
}
