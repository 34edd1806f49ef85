// Generated from openapi.yaml 0.1.0 (sha256 1eda6a2c21f40419889cc5a522ac46efda83691eb15cd7c6204ba728a42db73d) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, and what reads each.
use agentspec_client::json::{Undecodable, from_value};
use serde::{Deserialize, Serialize};
use crate::event::{Fields, UnknownEvent};
/// One event of a streamed answer, told apart by its `type`. A `type` that this list lacks is a later server's: a client
/// delivers it with its JSON as it came. `done` and `error` end the stream.
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
    ToolCall(ToolCall),
    /// A tool has answered.
    #[serde(rename = "tool_result")]
    ToolResult(ToolResult),
    /// The agent failed. Ends the stream.
    #[serde(rename = "error")]
    Error(ErrorEvent),
    /// The answer is whole. Ends the stream.
    #[serde(rename = "done")]
    Done(Done),
    /// An event of a later server.
    #[serde(untagged)]
    Unknown(UnknownEvent),
}
/// A piece of the answer's text.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Token {
    /// The piece, to be joined to those before it as it is.
    pub content: String,
    /// Fields that this version does not know, as they came.
    #[serde(flatten)]
    pub extra: ::serde_json::Map<String, ::serde_json::Value>,
}
/// The agent calls a tool.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ToolCall {
    /// The tool's name.
    pub name: String,
    /// What it is called with.
    pub arguments: ::serde_json::Map<String, ::serde_json::Value>,
    /// Fields that this version does not know, as they came.
    #[serde(flatten)]
    pub extra: ::serde_json::Map<String, ::serde_json::Value>,
}
/// A tool has answered.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ToolResult {
    /// The tool's name.
    pub name: String,
    /// What it answered: a string, or any JSON value.
    pub output: ::serde_json::Value,
    /// Fields that this version does not know, as they came.
    #[serde(flatten)]
    pub extra: ::serde_json::Map<String, ::serde_json::Value>,
}
/// The agent failed. Ends the stream.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorEvent {
    /// Machine-readable.
    pub code: String,
    /// For people.
    pub message: String,
    /// Fields that this version does not know, as they came.
    #[serde(flatten)]
    pub extra: ::serde_json::Map<String, ::serde_json::Value>,
}
/// The answer is whole. Ends the stream.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Done {
    /// The tokens that an answer took.
    pub usage: ::agentspec_client::types::Usage,
    /// Fields that this version does not know, as they came.
    #[serde(flatten)]
    pub extra: ::serde_json::Map<String, ::serde_json::Value>,
}
/// Reads an event from its fields as they were written. None: it is none of the contract's, or not as the contract has it.
pub(crate) fn read(fields: &mut Fields<'_>) -> Option<StreamEvent> {
    let event = match fields.plain("type")? {
        "token" => {
            StreamEvent::Token(Token {
                content: fields.text("content")?,
                extra: fields.rest()?,
            })
        }
        "tool_call" => {
            StreamEvent::ToolCall(ToolCall {
                name: fields.text("name")?,
                arguments: fields.object("arguments")?,
                extra: fields.rest()?,
            })
        }
        "tool_result" => {
            StreamEvent::ToolResult(ToolResult {
                name: fields.text("name")?,
                output: fields.value("output")?,
                extra: fields.rest()?,
            })
        }
        "error" => {
            StreamEvent::Error(ErrorEvent {
                code: fields.text("code")?,
                message: fields.text("message")?,
                extra: fields.rest()?,
            })
        }
        "done" => {
            StreamEvent::Done(Done {
                usage: from_value(fields.value("usage")?).ok()?,
                extra: fields.rest()?,
            })
        }
        _ => return None,
    };
    Some(event)
}
/// Reads the fields of an event, its `type` taken out.
pub(crate) type Read = fn(::serde_json::Value) -> Result<StreamEvent, Undecodable>;
/// What reads each event of the contract, by its `type`, and says what is wrong with it.
pub(crate) const TAGS: &[(&str, Read)] = &[
    ("token", |fields| from_value(fields).map(StreamEvent::Token)),
    ("tool_call", |fields| from_value(fields).map(StreamEvent::ToolCall)),
    ("tool_result", |fields| from_value(fields).map(StreamEvent::ToolResult)),
    ("error", |fields| from_value(fields).map(StreamEvent::Error)),
    ("done", |fields| from_value(fields).map(StreamEvent::Done)),
];
impl StreamEvent {
    /// The event's type: `token`, `tool_call`, `tool_result`, `error`, `done`; `unknown` for any other, whose own type is in its JSON.
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
    /// Whether the stream ends with this event.
    #[must_use]
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Error(_) | Self::Done(_))
    }
}
