//! The events that an agent streams: those of the contract, and unknown ones of later versions. Knows JSON, and not how it was received.

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
use self::token::{common_token, sorted_token, token};
use crate::sse;

impl ToolResult {
    /// Returns the output as text for people: a string as it is, any other value as JSON.
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
    /// The whole event as it was received, including its `type`.
    pub raw: Map<String, Value>,
}

/// An object whose `type` is not one of the contract's.
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
    /// Parses the data of a Server-Sent Event. Invalid UTF-8 becomes U+FFFD.
    ///
    /// [`EventDecoder`] also skips heartbeats, and converts an error body to an [`Error`](Self::Error).
    ///
    /// # Errors
    /// If the data is not a JSON object with a `type`, or lacks a field that its type requires.
    pub fn parse(data: impl AsRef<[u8]>) -> Result<Self, Undecodable> {
        Ok(Self::parse_within(data.as_ref(), sse::Decoder::DEFAULT_LIMIT)?)
    }

    /// Parses an event as [`parse`](Self::parse) does, if its values take at most twice `limit` bytes of memory.
    fn parse_within(data: &[u8], limit: usize) -> Result<Self, Unread> {
        if let Some((content, [])) = common_token(data).or_else(|| sorted_token(data)) {
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

/// Parses an event through a JSON value. This is the reference for the fast path, and handles rare forms and errors.
fn parse_value(data: &str, limit: usize) -> Result<StreamEvent, Unread> {
    Ok(from_json(parse_within(data, limit)?)?)
}

/// Converts a JSON value to an event, by its `type`.
fn from_json(value: Value) -> Result<StreamEvent, Undecodable> {
    let whole = |reason: &str| Undecodable { path: String::new(), reason: reason.to_owned() };
    let Value::Object(mut event) = value else { return Err(whole("expected a JSON object")) };
    let tag = event.get("type").ok_or_else(|| whole("missing field `type`"))?;
    let tag: String = from_value(tag.clone()).map_err(|why| Undecodable { path: "type".to_owned(), ..why })?;
    match TAGS.iter().find(|(known, _)| *known == tag) {
        Some((_, read)) => {
            event.shift_remove("type");
            read(event.into())
        }
        None => Ok(StreamEvent::Unknown(Box::new(UnknownEvent { raw: from_value(event.into())? }))),
    }
}

/// Deserializes what `Serialize` writes: an event of an unknown type is [`Unknown`](Self::Unknown), and unknown fields are kept.
impl<'de> Deserialize<'de> for StreamEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_json(Value::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl UnknownEvent {
    /// Creates an event of another type from the whole JSON object, including its `type`.
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
mod tests;
