//! Reads JSON bodies as the runtime does: the first JSON value counts, unknown fields are ignored, null is as good as absent.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, value::RawValue};

use super::super::arguments::Invocation;
use crate::api::{error::ApiError, request_body::RequestBody, runtime::error};

/// The limit on a request body: 10 MiB.
const LIMIT: usize = 10 << 20;

/// The runtime lets a model write no more.
const MAX_TOKENS: u64 = 4_096;

/// The runtime's objects of texts. A null is an empty text.
type Texts = BTreeMap<String, Option<String>>;

/// Reads the message of a turn; without one it is empty.
pub(super) fn message(body: &RequestBody) -> Result<Invocation, ApiError> {
    Ok(invocation(fields(body)?.read("message")?.unwrap_or_default()))
}

/// Reads an invocation, and the id of its session if there is one. The variables have no use here, but a type.
pub(super) fn invocation_in_session(body: &RequestBody) -> Result<(Invocation, Option<String>), ApiError> {
    let fields = fields(body)?;
    let message = fields.read("message")?.unwrap_or_default();
    fields.read::<Texts>("variables")?;
    let session = fields.read::<String>("session_id")?.filter(|id| !id.is_empty());
    Ok((invocation(message), session))
}

/// Reads the message of a pipeline's first agent: the trigger as JSON text, `null` without one.
pub(super) fn trigger(body: &RequestBody) -> Result<Invocation, ApiError> {
    let trigger = fields(body)?.read::<Map<String, Value>>("trigger")?;
    Ok(invocation(trigger.map_or(Value::Null, Value::Object).to_string()))
}

/// Reads the metadata of a new session. A body that cannot be read counts as empty.
pub(super) fn metadata(body: &RequestBody) -> Result<Box<RawValue>, ApiError> {
    check_size(body)?;
    let metadata = fields(body).and_then(|fields| fields.read::<Texts>("metadata")).ok().flatten();
    let metadata: BTreeMap<_, _> = metadata.unwrap_or_default().into_iter().map(|(key, text)| (key, text.unwrap_or_default())).collect();
    Ok(serde_json::value::to_raw_value(&metadata).unwrap_or_default())
}

fn invocation(input: String) -> Invocation {
    Invocation { input, max_tokens: Some(MAX_TOKENS) }
}

/// The fields of a body, as they were written; of repeated ones, the last.
struct Fields(BTreeMap<String, Box<RawValue>>);

impl Fields {
    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        serde_json::from_str(value.get()).map_err(|_| error::invalid_body())
    }
}

fn fields(body: &RequestBody) -> Result<Fields, ApiError> {
    check_size(body)?;
    let mut values = serde_json::Deserializer::from_slice(&body.bytes).into_iter::<Option<BTreeMap<String, Box<RawValue>>>>();
    match values.next() {
        Some(Ok(fields)) => Ok(Fields(fields.unwrap_or_default())),
        Some(Err(_)) | None => Err(error::invalid_body()),
    }
}

fn check_size(body: &RequestBody) -> Result<(), ApiError> {
    if body.too_large || body.bytes.len() > LIMIT { Err(error::too_large()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn body(text: &str) -> RequestBody {
        RequestBody { bytes: Bytes::from(text.to_owned()), too_large: false, too_slow: false }
    }

    fn read(text: &str) -> Option<(String, Option<String>)> {
        invocation_in_session(&body(text)).ok().map(|(invocation, session)| (invocation.input, session))
    }

    #[test]
    fn the_first_value_is_read_and_unknown_fields_are_ignored() {
        let hi = |session: Option<&str>| Some(("Hi".to_owned(), session.map(str::to_owned)));
        for text in [
            r#"{"message": "Hi"}"#,
            r#" {"message": "Hi"} {"message": 1}"#,
            r#"{"message": "Hi"}, and no JSON"#,
            r#"{"input": "x", "options": [1e999], "message": "Hi", "session_id": ""}"#,
            r#"{"message": 1, "message": "Hi", "variables": null, "session_id": null}"#,
            r#"{"message": "Hi", "variables": {"a": "b", "c": null}}"#,
        ] {
            assert_eq!(read(text), hi(None), "{text}");
        }
        assert_eq!(read(r#"{"message": "Hi", "session_id": "sess_1"}"#), hi(Some("sess_1")));
        let deep = format!(r#"{{"message": "Hi", "x": {}{}}}"#, "[".repeat(1_000), "]".repeat(1_000));
        assert_eq!(read(&deep), hi(None));
    }

    #[test]
    fn a_body_without_a_message_has_an_empty_one() {
        for text in ["{}", "null", r#"{"message": null}"#, r#"{"input": "Hi"}"#] {
            assert_eq!(read(text), Some((String::new(), None)), "{text}");
        }
    }

    #[test]
    fn no_json_and_another_type_are_refused() {
        for text in [
            "",
            " ",
            "Hi",
            "{",
            r#"{"message": "Hi""#,
            r#"["Hi"]"#,
            r#""Hi""#,
            "1",
            "true",
            r#"{"message": 1}"#,
            r#"{"message": {"text": "Hi"}}"#,
            r#"{"message": "Hi", "variables": {"a": 1}}"#,
            r#"{"message": "Hi", "variables": ["a"]}"#,
            r#"{"message": "Hi", "session_id": 1}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_trigger_is_told_as_json_text() {
        let told = |text: &str| trigger(&body(text)).ok().map(|invocation| invocation.input);
        assert_eq!(told(r#"{"trigger": { "topic": "tea", "n": [1, 2.5] }}"#).as_deref(), Some(r#"{"topic":"tea","n":[1,2.5]}"#));
        for none in ["{}", "null", r#"{"trigger": null}"#, r#"{"input": "tea"}"#] {
            assert_eq!(told(none).as_deref(), Some("null"), "{none}");
        }
        for wrong in ["", r#"{"trigger": "tea"}"#, r#"{"trigger": [1]}"#, r#"{"trigger": 1}"#] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn metadata_that_cannot_be_read_counts_as_empty() {
        let kept = |text: &str| metadata(&body(text)).ok().map(|metadata| metadata.get().to_owned());
        assert_eq!(kept(r#"{"metadata": {"user": "42"}}"#).as_deref(), Some(r#"{"user":"42"}"#));
        for unreadable in ["", "{", "[]", r#"{"metadata": {"user": 42}}"#, r#"{"metadata": []}"#, "{}"] {
            assert_eq!(kept(unreadable).as_deref(), Some("{}"), "{unreadable}");
        }
    }

    #[test]
    fn a_body_of_ten_mebibytes_is_read_and_a_longer_one_refused() {
        let long = |bytes: usize| format!("{{\"message\":\"{}\"}}", "x".repeat(bytes - 14));
        assert!(message(&body(&long(LIMIT))).is_ok() && message(&body(&long(LIMIT + 1))).is_err());
        assert!(metadata(&body(&" ".repeat(LIMIT + 1))).is_err());
    }
}
