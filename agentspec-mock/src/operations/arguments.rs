//! Reads JSON bodies and query parameters. Each error names the field.

use std::collections::BTreeMap;

use http::{HeaderMap, header};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::error::ApiError;

/// A message for an agent or a pipeline.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invocation {
    pub(crate) input: String,
    pub(crate) max_tokens: Option<u64>,
}

impl Invocation {
    pub(crate) fn read(body: &[u8]) -> Result<Self, ApiError> {
        let mut body = object(body)?;
        let Some(Value::String(input)) = body.remove("input") else {
            return Err(ApiError::invalid("input", "expected a string"));
        };
        let max_tokens = match body.get("options") {
            None => None,
            Some(Value::Object(options)) => max_tokens(options)?,
            Some(_) => return Err(ApiError::invalid("options", "expected an object")),
        };
        Ok(Self { input, max_tokens })
    }
}

fn max_tokens(options: &Map<String, Value>) -> Result<Option<u64>, ApiError> {
    if options.get("temperature").is_some_and(|temperature| !temperature.is_number()) {
        return Err(ApiError::invalid("options.temperature", "expected a number"));
    }
    match options.get("max_tokens").map(Value::as_u64) {
        None => Ok(None),
        Some(Some(most)) if most >= 1 => Ok(Some(most)),
        Some(_) => Err(ApiError::invalid("options.max_tokens", "expected an integer from 1 to 18446744073709551615")),
    }
}

/// Returns the metadata of a new session, as it was written; an empty object if there is none.
pub(crate) fn metadata(body: &[u8]) -> Result<Box<RawValue>, ApiError> {
    match object(body)?.get("metadata") {
        None => Ok(RawValue::from_string("{}".to_owned()).unwrap_or_default()),
        Some(Value::Object(_)) => {
            let written: Result<BTreeMap<String, Box<RawValue>>, _> = serde_json::from_slice(body);
            let metadata = written.ok().and_then(|mut fields| fields.remove("metadata"));
            metadata.ok_or_else(|| ApiError::invalid("metadata", "expected an object"))
        }
        Some(_) => Err(ApiError::invalid("metadata", "expected an object")),
    }
}

fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    if body.is_empty() {
        return Err(ApiError::invalid("body", "expected a JSON object, but the body is empty: send {…}"));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(ApiError::invalid("body", "expected a JSON object")),
        Err(error) => {
            let place = format!("invalid JSON at line {}, column {}: send an object", error.line(), error.column());
            Err(ApiError::invalid("body", &place))
        }
    }
}

/// Checks that the content type of a body, if there is one, is JSON.
pub(crate) fn check_content_type(headers: &HeaderMap, body: &[u8]) -> Result<(), ApiError> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    if body.is_empty() || essence.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(ApiError::unsupported_media_type()) }
}

/// Reads `limit` and `offset`.
pub(crate) fn page(query: &str) -> Result<(usize, usize), ApiError> {
    let limit = match parameter(query, "limit") {
        None => Some(20),
        Some(value) => value.parse().ok().filter(|limit| (1..=100).contains(limit)),
    };
    let offset = match parameter(query, "offset") {
        None => Some(0),
        Some(value) => value.parse().ok(),
    };
    let limit = limit.ok_or_else(|| ApiError::invalid("limit", "expected an integer from 1 to 100"))?;
    let offset = offset.ok_or_else(|| ApiError::invalid("offset", "expected an integer from 0 to 18446744073709551615"))?;
    Ok((limit, offset))
}

/// Returns the value of a query parameter; the last one if it is repeated.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.filter(|(key, _)| key == name).last().map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::response::{Content, Response};

    fn message(error: ApiError) -> String {
        match Response::from(error).content {
            Content::Whole(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Content::Frames(_) => String::new(),
        }
    }

    fn refused(body: &str, expected: &str) {
        let message = Invocation::read(body.as_bytes()).map_err(message).err().unwrap_or_default();
        assert!(message.contains(expected), "{body} is refused with {message}");
    }

    #[test]
    fn a_whole_invocation_is_read() {
        let body = r#"{"input": "Hi", "options": {"temperature": 0.2, "max_tokens": 5, "top_k": [1]}, "other": 1}"#;
        let read = Invocation::read(body.as_bytes()).ok();
        assert_eq!(read, Some(Invocation { input: "Hi".to_owned(), max_tokens: Some(5) }));
    }

    #[test]
    fn each_error_names_the_field() {
        refused("", "body: expected a JSON object, but the body is empty");
        refused("[1]", "body: expected a JSON object");
        refused("{", "body: invalid JSON at line 1, column 1");
        refused("{}", "input: expected a string");
        refused(r#"{"input": null}"#, "input: expected a string");
        refused(r#"{"input": "", "options": null}"#, "options: expected an object");
        refused(r#"{"input": "", "options": {"temperature": "hot"}}"#, "options.temperature: expected a number");
        for wrong in ["0", "-1", "1.5", "\"3\"", "null"] {
            let body = format!(r#"{{"input": "", "options": {{"max_tokens": {wrong}}}}}"#);
            refused(&body, "options.max_tokens: expected an integer from 1 to");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        refused(&"[".repeat(100_000), "body: invalid JSON");
    }

    #[test]
    fn a_page_has_defaults_and_bounds() {
        assert_eq!(page("").ok(), Some((20, 0)));
        assert_eq!(page("offset=3&limit=100&x=1").ok(), Some((100, 3)));
        for query in ["limit=0", "limit=101", "limit=", "limit=ten", "limit=1.5", "limit=-1"] {
            assert!(page(query).map_err(message).is_err_and(|message| message.contains("limit: ")), "{query}");
        }
        for query in ["offset=-1", "offset=", "offset=x"] {
            assert!(page(query).map_err(message).is_err_and(|message| message.contains("offset: ")), "{query}");
        }
    }
}
