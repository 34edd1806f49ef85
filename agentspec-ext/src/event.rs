//! What an agent streams: the events of the contract, and an open door for those to come. Knows JSON, not how it arrived.

mod decoder;
mod error_body;
#[rustfmt::skip]
#[path = "generated/events.rs"]
pub(crate) mod events;
mod extra;
mod fields;
mod json;
#[rustfmt::skip]
#[path = "generated/stream_event.rs"]
mod stream_event;
mod text;
mod token;
mod unescape;
mod word;

use std::borrow::Cow;

use agentspec_client::json::{Undecodable, Unread, from_value, memory, parse_within};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::{Map, Value};

pub use self::decoder::{EventDecoder, EventError};
pub(crate) use self::events::*;
pub use self::extra::Extra;
pub(crate) use self::fields::Fields;
use self::stream_event::{TAGS, read};
use self::token::{token, usual_token};
use crate::sse;

impl ToolResult {
    /// The output for people: a string as it is, any other value as JSON.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match &self.output {
            Value::String(text) => Cow::Borrowed(text),
            value => Cow::Owned(value.to_string()),
        }
    }
}

/// An event of a type that this version does not know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// The whole event, its `type` included, as it came.
    pub raw: Map<String, Value>,
}

/// An object whose `type` is none of the contract's.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for UnknownEvent {
    fn schema_name() -> Cow<'static, str> {
        "UnknownEvent".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let known: Vec<&str> = TAGS.iter().map(|(tag, _)| *tag).collect();
        schemars::json_schema!({
            "description": "An event of a type that this version does not know.",
            "type": "object",
            "required": ["type"],
            "properties": { "type": { "type": "string", "not": { "enum": known } } },
        })
    }
}

impl StreamEvent {
    /// Reads the data of a Server-Sent Event. Invalid UTF-8 is U+FFFD.
    ///
    /// [`EventDecoder`] reads more: it passes over heartbeats, and takes an error body for an [`Error`](Self::Error).
    ///
    /// # Errors
    /// The data is not a JSON object with a `type`, or lacks a field that its type promises.
    pub fn parse(data: impl AsRef<[u8]>) -> Result<Self, Undecodable> {
        Self::parse_within(data.as_ref(), sse::Decoder::DEFAULT_LIMIT).map_err(|why| match why {
            Unread::Undecodable(why) => why,
            Unread::TooLarge(why) => Undecodable { path: String::new(), reason: why.to_string() },
        })
    }

    /// As [`parse`](Self::parse), of an event whose values take at most twice `limit` bytes of memory.
    fn parse_within(data: &[u8], limit: usize) -> Result<Self, Unread> {
        if let Some((content, [])) = usual_token(data) {
            return Ok(token(content));
        }
        let data = sse::text(data);
        let room = limit.saturating_mul(memory::FACTOR);
        let usual = {
            let mut fields = Fields::new();
            fields.find(&data, room).and_then(|()| read(&mut fields))
        };
        match usual {
            Some(event) => Ok(event),
            None => parse_value(&data, limit),
        }
    }
}

/// Reads any event by way of a JSON value: the rule that the fast way keeps to. It has the rare ones, and says what is wrong.
fn parse_value(data: &str, limit: usize) -> Result<StreamEvent, Unread> {
    Ok(of_value(parse_within(data, limit)?)?)
}

/// Reads an event by its `type`.
fn of_value(value: Value) -> Result<StreamEvent, Undecodable> {
    let whole = |reason: &str| Undecodable { path: String::new(), reason: reason.to_owned() };
    let Value::Object(mut event) = value else { return Err(whole("an event is a JSON object")) };
    let tag = event.get("type").ok_or_else(|| whole("the event has no `type`"))?;
    let tag: String = from_value(tag.clone()).map_err(|why| Undecodable { path: "type".to_owned(), ..why })?;
    match TAGS.iter().find(|(known, _)| *known == tag) {
        Some((_, read)) => {
            event.shift_remove("type");
            read(event.into())
        }
        None => Ok(StreamEvent::Unknown(Box::new(UnknownEvent { raw: from_value(event.into())? }))),
    }
}

/// As it is written: an event of an unknown type is [`Unknown`](Self::Unknown), and unknown fields are kept.
impl<'de> Deserialize<'de> for StreamEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        of_value(Value::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl UnknownEvent {
    /// An event of another type: the whole JSON object, its `type` included.
    #[must_use]
    pub fn new(raw: Map<String, Value>) -> Self {
        Self { raw }
    }
}

impl From<UnknownEvent> for StreamEvent {
    fn from(event: UnknownEvent) -> Self {
        Self::Unknown(Box::new(event))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_type_of_the_contract_is_read() {
        for (data, name, is_end) in [
            (json!({"type": "token", "content": "Neural"}), "token", false),
            (json!({"type": "tool_call", "name": "search", "arguments": {"q": 1}}), "tool_call", false),
            (json!({"type": "tool_result", "name": "search", "output": null}), "tool_result", false),
            (json!({"type": "error", "code": "internal_error", "message": "no"}), "error", true),
            (json!({"type": "done", "usage": {"input_tokens": 1, "output_tokens": 2.0, "total_tokens": 3}}), "done", true),
            (json!({"type": "thought", "content": "hm"}), "unknown", false),
        ] {
            let event = StreamEvent::parse(data.to_string()).unwrap();
            assert_eq!((event.type_name(), event.is_end()), (name, is_end), "{data}");
            let written = serde_json::to_value(&event).unwrap();
            assert_eq!(StreamEvent::parse(written.to_string()).unwrap(), event, "{written}");
        }
    }

    #[test]
    fn an_unknown_event_keeps_its_json_and_a_known_one_its_further_fields() {
        let data = json!({"type": "thought", "content": "hm", "n": 1.0});
        let StreamEvent::Unknown(event) = StreamEvent::parse(data.to_string()).unwrap() else { panic!("unknown") };
        assert_eq!(Value::Object(event.raw), data);
        let StreamEvent::Token(token) = StreamEvent::parse(r#"{"logprob": -0.5, "content": "a", "type": "token"}"#).unwrap() else {
            panic!("a token")
        };
        assert_eq!(token.extra["logprob"], json!(-0.5));
    }

    #[test]
    fn the_fast_way_reads_what_is_written_in_any_order_and_leaves_the_rest_to_the_other() {
        for (data, is_fast) in [
            (r#"{"type":"token","content":"a"}"#, true),
            (" {\n\"content\" : \"a\\u00e9\\n\" ,\t\"type\":\"token\", \"n\": [1.0, {}]} ", true),
            (r#"{"output": {"a": "b"}, "name": "naïve", "type": "tool_result"}"#, true),
            (r#"{"type":"done","usage":{"input_tokens":1.0,"output_tokens":2,"total_tokens":3,"cost":4.0}}"#, true),
            (r#"{"type":"token","content":"a","content":"b"}"#, false),
            (r#"{"type":"token","cont\u0065nt":"a"}"#, false),
            (r#"{"type":"thought","content":"a"}"#, false),
            (r#"{"type":"token","content":"a"}}"#, false),
            (r#"{"type":"token","content":"\ud800"}"#, false),
            (r#"{"type":"token","content":null}"#, false),
        ] {
            let mut fields = Fields::new();
            let fast = fields.find(data, usize::MAX).and_then(|()| read(&mut fields));
            assert_eq!(fast.is_some(), is_fast, "{data}");
            if let Some(event) = fast {
                assert_eq!(Ok(event), parse_value(data, usize::MAX), "{data}");
            }
        }
    }

    #[test]
    fn nesting_is_refused_at_the_same_depth_both_ways() {
        for depth in [125, 126, 127, 128, 10_000] {
            let output = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            let data = format!(r#"{{"type":"tool_result","name":"a","output":{output}}}"#);
            assert_eq!(StreamEvent::parse(&data).ok(), parse_value(&data, usize::MAX).ok(), "{depth}");
            assert_eq!(StreamEvent::parse(&data).is_ok(), depth <= 126, "{depth}");
        }
    }

    #[test]
    fn a_tools_output_is_text_for_people() {
        for (output, text) in [(json!("14"), "14"), (json!({"n": 1}), "{\"n\":1}"), (json!(null), "null")] {
            let data = json!({"type": "tool_result", "name": "calculator", "output": output});
            let StreamEvent::ToolResult(result) = StreamEvent::parse(data.to_string()).unwrap() else { panic!("a result") };
            assert_eq!(result.text(), text);
        }
    }

    #[test]
    fn what_is_no_event_says_where() {
        for (data, told) in [
            ("[DONE]", "expected value"),
            (r#"{"error": null}"#, "no `type`"),
            ("3", "an event is a JSON object"),
            ("{}", "no `type`"),
            (r#"{"type": 1}"#, "type: invalid type: integer `1`, expected a string"),
            (r#"{"type": "token"}"#, "missing field `content`"),
            (r#"{"type": "token", "content": 5}"#, "content: invalid type"),
            (r#"{"type": "done", "usage": {"input_tokens": 1.5, "output_tokens": 1, "total_tokens": 1}}"#, "usage.input_tokens: "),
        ] {
            let error = StreamEvent::parse(data).unwrap_err().to_string();
            assert!(error.contains(told), "{data}: {error}");
        }
    }
}
