//! Reads the two forms of an error's body.

use serde_json::Value;

/// The code and the message that an error's body brought.
#[derive(Debug, PartialEq)]
pub(crate) struct ErrorBody {
    pub(crate) code: String,
    pub(crate) message: Option<String>,
}

impl ErrorBody {
    /// Reads `{"error": {"code", "message"}}` or the flat `{"error": "<code>", "message"}`; None for anything else.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        match body.get("error")? {
            Value::String(code) => Some(Self { code: code.clone(), message: text(body.get("message")) }),
            Value::Object(error) => Some(Self { code: text(error.get("code"))?, message: text(error.get("message")) }),
            _ => None,
        }
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
