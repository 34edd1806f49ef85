// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, and their readers.

use agentspec_client::json::{Undecodable, from_value};
use serde::{Deserialize, Serialize};
use crate::event::{Extra, Fields, UnknownEvent};

/// What is read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[serde(tag = "type")]
#[non_exhaustive]
pub enum StreamEvent {
    /// A word:
    ///
    /// - as it is written,
    ///   and no other
    #[serde(rename = "word")]
    Word(Box<Word>),
    /// The reader lost the voice.
    #[serde(rename = "error")]
    Error(Box<ErrorEvent>),
    /// The end.
    #[serde(rename = "done")]
    Done(Box<Done>),
    /// An event of a type that this version does not know.
    #[serde(untagged)]
    Unknown(Box<UnknownEvent>),
}

/// A word:
///
/// - as it is written,
///   and no other
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["text"])))]
#[non_exhaustive]
pub struct Word {
    /// The word.
    pub text: String,
    /// A book, with a "quote" and a \ in its text.
    ///
    /// And a second paragraph.
    #[cfg_attr(feature = "schema", schemars(with = "::agentspec_client::types::Book"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub book: Option<::agentspec_client::types::Book>,
    /// When it was read.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "String", extend("format" = "date-time"))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Its line.
    #[cfg_attr(feature = "schema", schemars(with = "u64", range(min = 1)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Its marks, none if null.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
    #[serde(deserialize_with = "::agentspec_client::json::null_as_empty")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// When it was read before.
    #[cfg_attr(
        feature = "schema",
        schemars(
            with = "Vec<String>",
            extend(
                "items" = ::serde_json::json!({"type":"string", "format":"date-time"})
            )
        )
    )]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<String>,
    /// Its lines before.
    #[cfg_attr(
        feature = "schema",
        schemars(
            with = "Vec<u64>",
            extend("items" = ::serde_json::json!({"type":"integer", "minimum":1}))
        )
    )]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u64>,
    /// Fields that this version does not know, as received.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Word {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            book: None,
            at: None,
            line: None,
            marks: Vec::new(),
            times: Vec::new(),
            lines: Vec::new(),
            extra: Extra::default(),
        }
    }
}

/// The reader lost the voice.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorEvent {
    /// Fields that this version does not know, as received.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The end.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = [])))]
#[non_exhaustive]
pub struct Done {
    /// Who waits.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Vec<::agentspec_client::types::Loan>")
    )]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loans: Vec<::agentspec_client::types::Loan>,
    /// Who reads.
    #[cfg_attr(feature = "schema", schemars(with = "::agentspec_client::types::Reader"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<::agentspec_client::types::Reader>,
    /// Fields that this version does not know, as received.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<Word> for StreamEvent {
    fn from(event: Word) -> Self {
        Self::Word(Box::new(event))
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
        "word" => {
            from_value::<Word>(::serde_json::Map::from(fields.rest()?).into())
                .ok()?
                .into()
        }
        "error" => {
            StreamEvent::from(ErrorEvent {
                extra: fields.rest()?,
            })
        }
        "done" => {
            from_value::<Done>(::serde_json::Map::from(fields.rest()?).into())
                .ok()?
                .into()
        }
        _ => return None,
    };
    Some(event)
}

/// Reads the fields of an event, except its `type`.
pub(crate) type Read = fn(::serde_json::Value) -> Result<StreamEvent, Undecodable>;
/// The reader of each event of the contract, by its `type`, with errors that describe the problem.
pub(crate) const TAGS: &[(&str, Read)] = &[
    ("word", |fields| from_value::<Word>(fields).map(StreamEvent::from)),
    ("error", |fields| from_value::<ErrorEvent>(fields).map(StreamEvent::from)),
    ("done", |fields| from_value::<Done>(fields).map(StreamEvent::from)),
];
impl StreamEvent {
    /// Returns the type of the event: `word`, `error`, `done`; `unknown` for any other, whose type is in its JSON.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Word(_) => "word",
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
