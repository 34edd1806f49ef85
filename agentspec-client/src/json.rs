//! Reads JSON of the server's as the contract asks of clients.
//!
//! The last of equal keys wins; an integral float is an integer where an integer is expected; an optional field that is null is absent. A byte
//! order mark is passed over; a byte that is no UTF-8, and half of a surrogate pair, is U+FFFD. Nesting deeper than 128 is refused.
//!
//! Free-form values keep the order of their keys, and each number: an integer beyond 64 bits, a float beyond `f64`, `NaN` and `Infinity`
//! are the text that was written, as in `"2000000000000000000001"`, since no number of `serde_json` is theirs.

#[doc(hidden)]
pub mod memory;
#[doc(hidden)]
pub mod number;
mod text;
mod tolerant;

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;

use self::tolerant::Tolerant;

/// Why JSON is not what the contract promises.
///
/// Stands among the [extensions](reqwest::Response::extensions) of the [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse)
/// that holds the answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Undecodable {
    /// Where, as in `usage.total_tokens`; empty for the whole.
    pub path: String,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.reason),
            path => write!(f, "{path}: {}", self.reason),
        }
    }
}

impl std::error::Error for Undecodable {}

/// JSON whose values would take more memory than is allowed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct TooLarge {
    /// How much is allowed, in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the values of the JSON take more than {} bytes of memory", self.limit)
    }
}

impl std::error::Error for TooLarge {}

/// Why JSON is not read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Unread {
    /// It is not what the contract promises.
    Undecodable(Undecodable),
    /// Its values are too large.
    TooLarge(TooLarge),
}

impl From<Undecodable> for Unread {
    fn from(why: Undecodable) -> Self {
        Self::Undecodable(why)
    }
}

/// Reads a `T` from the bytes of JSON.
///
/// # Errors
/// The bytes are not JSON, or not a `T`.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Undecodable> {
    from_slice_within(bytes, usize::MAX).map_err(undecodable)
}

/// As [`from_slice`], of JSON whose values take at most twice `limit` bytes of memory.
///
/// # Errors
/// As [`from_slice`]; or the values take more.
pub fn from_slice_within<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, Unread> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let most = limit.saturating_mul(memory::FACTOR);
    let text = text::lossy(bytes, limit).ok_or(Unread::TooLarge(TooLarge { limit: most }))?;
    Ok(from_value(parse_within(&text, limit)?)?)
}

/// Reads JSON whose type is not known yet. What it returns is for [`from_value`] alone, which makes the numbers that it marks what they are.
///
/// # Errors
/// The text is not JSON.
#[doc(hidden)]
pub fn parse(text: &str) -> Result<Value, Undecodable> {
    parse_within(text, usize::MAX).map_err(undecodable)
}

/// As [`parse`], of JSON whose values take at most twice `limit` bytes of memory.
///
/// # Errors
/// As [`parse`]; or the values take more.
#[doc(hidden)]
pub fn parse_within(text: &str, limit: usize) -> Result<Value, Unread> {
    let limit = limit.saturating_mul(memory::FACTOR);
    let readable = text::readable(text, limit).ok_or(TooLarge { limit }).map_err(Unread::TooLarge)?;
    serde_json::from_str(&readable).map_err(|error| Undecodable { path: String::new(), reason: error.to_string() }.into())
}

fn undecodable(why: Unread) -> Undecodable {
    match why {
        Unread::Undecodable(why) => why,
        Unread::TooLarge(why) => Undecodable { path: String::new(), reason: why.to_string() },
    }
}

/// Reads a `T` from a JSON value.
///
/// # Errors
/// The value is not a `T`.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Undecodable> {
    serde_path_to_error::deserialize(Tolerant(value)).map_err(|error| {
        let path = error.path().to_string();
        Undecodable { path: if path == "." { String::new() } else { path }, reason: error.inner().to_string() }
    })
}

/// Reads a list that the contract lets be null: null is the empty list. For `#[serde(deserialize_with = "…")]`.
///
/// # Errors
/// The value is neither null nor such a list.
pub fn null_as_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Option::<Vec<T>>::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::types::{Agent, CreateSessionRequest, InvokeResponse, Session, Usage};

    #[test]
    fn an_integral_float_is_an_integer_and_a_free_form_value_stays_a_float() {
        let usage = json!({"input_tokens": 1.0, "output_tokens": 2, "total_tokens": 3e0, "cost": 4.0});
        let answer: InvokeResponse = from_value(json!({"output": "x", "usage": usage})).unwrap();
        assert_eq!((answer.usage.input_tokens, answer.usage.total_tokens), (1, 3));
        assert_eq!(answer.usage.extra["cost"], json!(4.0));
    }

    #[test]
    fn a_fraction_where_an_integer_is_due_is_refused_with_its_path() {
        let usage = json!({"input_tokens": 1.5, "output_tokens": 2, "total_tokens": 3});
        let error = from_value::<InvokeResponse>(json!({"output": "x", "usage": usage})).unwrap_err();
        assert_eq!(error.path, "usage.input_tokens");
    }

    #[test]
    fn skills_may_be_null_or_absent() {
        let agent = json!({"name": "a", "model": "m", "status": "ready", "skills": null});
        assert!(from_value::<Agent>(agent).unwrap().skills.is_empty());
        let agent = json!({"name": "a", "model": "m", "status": "ready"});
        assert!(from_value::<Agent>(agent).unwrap().skills.is_empty());
    }

    #[test]
    fn another_list_may_not() {
        let error = from_value::<crate::types::AgentList>(json!({"agents": null})).unwrap_err();
        assert_eq!(error.path, "agents");
    }

    #[test]
    fn neither_a_list_nor_null_is_an_object() {
        assert!(from_value::<CreateSessionRequest>(json!([{}])).is_err());
        let error = from_value::<Session>(json!({"session_id": "a", "agent": "x", "created_at": "t", "metadata": null})).unwrap_err();
        assert_eq!(error.to_string(), "metadata: invalid type: null, expected a map");
    }

    #[test]
    fn the_last_of_equal_keys_wins_and_unknown_fields_are_kept() {
        let text = br#"{"session_id":"a","session_id":"b","agent":"x","created_at":"t","metadata":{"n":1.0},"region":"eu"}"#;
        let session: Session = from_slice(text).unwrap();
        assert_eq!(session.session_id, "b");
        assert_eq!(session.metadata["n"], json!(1.0));
        assert_eq!(session.extra["region"], "eu");
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        let deep = "[".repeat(10_000);
        assert!(from_slice::<Value>(deep.as_bytes()).is_err());
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_and_what_is_no_text_is_replaced() {
        let agent = b"\xef\xbb\xbf{\"name\": \"caf\xe9 \\ud83d\", \"model\": \"m\", \"status\": \"ready\"}";
        assert_eq!(from_slice::<Agent>(agent).unwrap().name, "caf\u{fffd} \u{fffd}");
    }

    #[test]
    fn a_free_form_value_is_as_it_was_written() {
        let text = r#"{"zeta":[18446744073709551616,1e400,NaN],"alpha":{"b":-9223372036854775809,"a":1.0}}"#;
        let due = r#"{"zeta":["18446744073709551616","1e400","NaN"],"alpha":{"b":"-9223372036854775809","a":1.0}}"#;
        assert_eq!(from_slice::<Value>(text.as_bytes()).unwrap().to_string(), due);
        let session = format!(r#"{{"session_id":"a","agent":"x","created_at":"t","metadata":{text},"further":{text}}}"#);
        let session: Session = from_slice(session.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&session.metadata).unwrap(), due);
        assert_eq!(session.extra["further"].to_string(), due);
    }

    #[test]
    fn json_that_is_small_as_text_and_large_as_values_is_refused() {
        let json = format!("[{}0]", "{\"a\":0},".repeat(1000));
        assert!(matches!(from_slice_within::<Value>(json.as_bytes(), 100_000), Err(Unread::TooLarge(TooLarge { limit: 200_000 }))));
        assert!(from_slice_within::<Value>(json.as_bytes(), 400_000).is_ok());
        let text = format!("\"{}\"", "{[,:".repeat(10_000));
        assert!(from_slice_within::<Value>(text.as_bytes(), text.len()).is_ok(), "what stands in a string takes no more than its text");
    }

    #[test]
    fn a_number_without_room_is_no_promised_field() {
        for (written, told) in
            [("18446744073709551616", "input_tokens: invalid type: the number 18446744073709551616"), ("NaN", "the number NaN")]
        {
            let error = from_slice::<Usage>(format!(r#"{{"input_tokens":{written}}}"#).as_bytes()).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
            let error = from_slice::<Agent>(format!(r#"{{"name":{written}}}"#).as_bytes()).unwrap_err().to_string();
            assert!(error.contains("name: invalid type: the number"), "{error}");
            let error = from_slice::<Session>(format!(r#"{{"metadata":{written}}}"#).as_bytes()).unwrap_err().to_string();
            assert!(error.contains("metadata: invalid type: the number"), "{error}");
            let error = from_slice::<Agent>(format!(r#"{{"skills":[{written}]}}"#).as_bytes()).unwrap_err().to_string();
            assert!(error.contains("skills[0]: invalid type: the number"), "{error}");
            let error = from_slice::<crate::types::AgentList>(format!(r#"{{"agents":{written}}}"#).as_bytes()).unwrap_err().to_string();
            assert!(error.contains("agents: invalid type: the number"), "{error}");
        }
    }

    #[test]
    fn a_status_of_tomorrow_is_kept() {
        let agent: Agent = from_value(json!({"name": "a", "model": "m", "status": "hibernating"})).unwrap();
        assert_eq!(agent.status, "hibernating");
        assert_eq!(serde_json::to_value(agent.status).unwrap(), "hibernating");
    }
}
