//! Turns of a conversation, and the parts of an answer.

use serde_json::Value;

/// A message and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) input: String,
    pub(crate) output: String,
}

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    ToolCall { name: String, arguments: Value },
    ToolResult { name: String, output: Value },
}

/// The messages of a conversation, tidied.
pub(super) struct Conversation<'c> {
    /// The newest message, which is to be answered.
    pub(super) input: &'c str,
    /// The previous messages, the newest last.
    pub(super) earlier: &'c [String],
}

impl Conversation<'_> {
    /// Returns all messages, the newest first.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &str> {
        [self.input].into_iter().chain(self.earlier.iter().rev().map(String::as_str))
    }
}
