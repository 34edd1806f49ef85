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
            Value::String(error) if foreign::is_code(error) => (Some(error.clone()), text(body, "message")),
            Value::String(error) => {
                (None, text(body, "message").or_else(|| Some(error.trim().to_owned()).filter(|error| !error.is_empty())))
            }
            Value::Object(error) => (text(error, "code"), text(error, "message")),
            _ => return None,
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
    object.get(field)?.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(body: &str) -> Option<(Option<String>, Option<String>)> {
        let body = ErrorBody::read(body.as_bytes());
        body.as_ref().and_then(Value::as_object).and_then(ErrorBody::from_response).map(|body| (body.code, body.message))
    }

    #[test]
    fn both_forms_are_read() {
        let expected = Some((Some("not_found".to_owned()), Some("no".to_owned())));
        assert_eq!(parsed(r#"{"error": {"code": "not_found", "message": "no", "detail": "more"}}"#), expected);
        assert_eq!(parsed(r#"{"error": "not_found", "message": "no", "detail": "more"}"#), expected);
    }

    #[test]
    fn a_code_or_a_message_alone_is_enough_and_an_empty_one_counts_as_absent() {
        let code = Some((Some("not_found".to_owned()), None));
        for body in
            [r#"{"error": "not_found"}"#, r#"{"error": {"code": "not_found"}}"#, r#"{"error": {"code": "not_found", "message": ""}}"#]
        {
            assert_eq!(parsed(body), code, "{body}");
        }
        let message = Some((None, Some("no".to_owned())));
        for body in [
            r#"{"error": {"message": "no"}}"#,
            r#"{"error": {"code": "", "message": "no"}}"#,
            r#"{"error": {"code": 404, "message": "no"}}"#,
            r#"{"error": {"type": "bad", "message": "no"}}"#,
            r#"{"error": "", "message": "no"}"#,
        ] {
            assert_eq!(parsed(body), message, "{body}");
        }
    }

    #[test]
    fn a_code_without_a_message_takes_the_text_of_other_fields() {
        let expected = Some((Some("not_found".to_owned()), Some("gone for good".to_owned())));
        for body in [
            r#"{"error": {"code": "not_found", "detail": "gone for good"}}"#,
            r#"{"error": "not_found", "error_description": "gone for good"}"#,
            r#"{"error": "not_found", "detail": ["gone for good"]}"#,
        ] {
            assert_eq!(parsed(body), expected, "{body}");
        }
    }

    #[test]
    fn a_text_in_place_of_the_code_is_a_message() {
        for (body, message) in [
            (r#"{"error": "gone for good"}"#, "gone for good"),
            (r#"{"error": "Not Found", "message": "gone for good"}"#, "gone for good"),
            (r#"{"error": "Bad Request", "message": ["a is missing"], "statusCode": 400}"#, "a is missing"),
        ] {
            assert_eq!(parsed(body), Some((None, Some(message.to_owned()))), "{body}");
        }
    }

    #[test]
    fn anything_else_is_not_an_error_body() {
        for body in [
            "",
            "<html>",
            "[]",
            "{}",
            r#"{"error": null}"#,
            r#"{"error": {}}"#,
            r#"{"error": 5}"#,
            r#"{"error": ""}"#,
            r#"{"error": "", "detail": "no"}"#,
            r#"{"error": {"detail": "no"}}"#,
            r#"{"error": false, "message": "no"}"#,
            r#"{"message": "no"}"#,
            r#"{"detail": "no"}"#,
        ] {
            assert_eq!(parsed(body), None, "{body}");
        }
    }
}
