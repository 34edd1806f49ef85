// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, and their readers.

use agentspec_client::json::{Undecodable, from_value};
use serde::{Deserialize, Serialize};
use crate::event::{Extra, Fields, UnknownEvent};

/// One event of a streamed answer, identified by its `type`. A `type` that is not listed here comes from a later server: a client
/// delivers the event with its JSON unchanged. `done` and `error` end the stream.
///
/// An event whose data is blank is a heartbeat, and is skipped; so is `[DONE]`, which does not end the stream. An error body in
/// place of an event (`{"error": {…}}`, or flat) is an `error` event; without a code, its code is `internal_error`. An event named
/// `error` may have `code` and `message` without a `type`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[serde(tag = "type")]
#[non_exhaustive]
pub enum StreamEvent {
    /// A piece of the answer's text.
    #[serde(rename = "token")]
    Token(Token),
    /// The agent calls a tool.
    #[serde(rename = "tool_call")]
    ToolCall(Box<ToolCall>),
    /// A tool has answered.
    #[serde(rename = "tool_result")]
    ToolResult(Box<ToolResult>),
    /// The agent failed. Ends the stream.
    #[serde(rename = "error")]
    Error(Box<ErrorEvent>),
    /// The answer is complete. Ends the stream.
    #[serde(rename = "done")]
    Done(Box<Done>),
    /// An event of a type that this version does not know.
    #[serde(untagged)]
    Unknown(Box<UnknownEvent>),
}

/// A piece of the answer's text.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Token {
    /// The piece; the pieces joined are the text.
    pub content: String,
    /// Fields that this version does not know, as received.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Token {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            extra: Extra::default(),
        }
    }
}

/// The agent calls a tool.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ToolCall {
    /// The tool's name.
    pub name: String,
    /// The arguments of the call.
    pub arguments: ::serde_json::Map<String, ::serde_json::Value>,
    /// Fields that this version does not know, as received.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ToolCall {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        arguments: ::serde_json::Map<String, ::serde_json::Value>,
    ) -> Self {
        Self {
            name: name.into(),
            arguments,
            extra: Extra::default(),
        }
    }
}

/// A tool has answered.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ToolResult {
    /// The tool's name.
    pub name: String,
    /// The result: a string, or any other JSON value.
    pub output: ::serde_json::Value,
    /// Fields that this version does not know, as received.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ToolResult {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(name: impl Into<String>, output: impl Into<::serde_json::Value>) -> Self {
        Self {
            name: name.into(),
            output: output.into(),
            extra: Extra::default(),
        }
    }
}

/// The agent failed. Ends the stream.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorEvent {
    /// The machine-readable code.
    pub code: String,
    /// The message for people.
    pub message: String,
    /// Fields that this version does not know, as received.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ErrorEvent {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            extra: Extra::default(),
        }
    }
}

/// The answer is complete. Ends the stream.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Done {
    /// The number of tokens that an answer used.
    pub usage: ::agentspec_client::types::Usage,
    /// Fields that this version does not know, as received.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Done {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(usage: impl Into<::agentspec_client::types::Usage>) -> Self {
        Self {
            usage: usage.into(),
            extra: Extra::default(),
        }
    }
}

impl From<Token> for StreamEvent {
    fn from(event: Token) -> Self {
        Self::Token(event)
    }
}

impl From<ToolCall> for StreamEvent {
    fn from(event: ToolCall) -> Self {
        Self::ToolCall(Box::new(event))
    }
}

impl From<ToolResult> for StreamEvent {
    fn from(event: ToolResult) -> Self {
        Self::ToolResult(Box::new(event))
    }
}

impl From<ErrorEvent> for StreamEvent {
    fn from(event: ErrorEvent) -> Self {
        Self::Error(Box::new(event))
    }
}

impl From<Done> for StreamEvent {
    fn from(event: Done) -> Self {
        Self::Done(Box::new(event))
    }
}

/// Reads an event from its fields. None if its type is unknown, or it does not match the contract.
pub(crate) fn read(fields: &mut Fields<'_>) -> Option<StreamEvent> {
    let event = match fields.plain("type")? {
        "token" => {
            StreamEvent::from(Token {
                content: fields.text("content")?,
                extra: fields.rest()?,
            })
        }
        "tool_call" => {
            StreamEvent::from(ToolCall {
                name: fields.text("name")?,
                arguments: fields.object("arguments")?,
                extra: fields.rest()?,
            })
        }
        "tool_result" => {
            StreamEvent::from(ToolResult {
                name: fields.text("name")?,
                output: fields.value("output")?,
                extra: fields.rest()?,
            })
        }
        "error" => {
            StreamEvent::from(ErrorEvent {
                code: fields.text("code")?,
                message: fields.text("message")?,
                extra: fields.rest()?,
            })
        }
        "done" => {
            StreamEvent::from(Done {
                usage: from_value(fields.value("usage")?).ok()?,
                extra: fields.rest()?,
            })
        }
        _ => return None,
    };
    Some(event)
}

/// Reads the fields of an event, except its `type`.
pub(crate) type Read = fn(::serde_json::Value) -> Result<StreamEvent, Undecodable>;
/// The reader of each event of the contract, by its `type`, with errors that describe the problem.
pub(crate) const TAGS: &[(&str, Read)] = &[
    ("token", |fields| from_value::<Token>(fields).map(StreamEvent::from)),
    ("tool_call", |fields| from_value::<ToolCall>(fields).map(StreamEvent::from)),
    ("tool_result", |fields| from_value::<ToolResult>(fields).map(StreamEvent::from)),
    ("error", |fields| from_value::<ErrorEvent>(fields).map(StreamEvent::from)),
    ("done", |fields| from_value::<Done>(fields).map(StreamEvent::from)),
];
impl StreamEvent {
    /// Returns the type of the event: `token`, `tool_call`, `tool_result`, `error`, `done`; `unknown` for any other, whose type is in its JSON.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Token(_) => "token",
            Self::ToolCall(_) => "tool_call",
            Self::ToolResult(_) => "tool_result",
            Self::Error(_) => "error",
            Self::Done(_) => "done",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Returns whether this event ends the stream.
    #[must_use]
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Error(_) | Self::Done(_))
    }
}
