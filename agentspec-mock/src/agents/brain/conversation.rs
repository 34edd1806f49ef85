//! What is said in turns, and of what pieces an answer is made.

use serde_json::Value;

/// A message and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) input: String,
    pub(crate) output: String,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    ToolCall { name: String, arguments: Value },
    ToolResult { name: String, output: Value },
}

/// The conversation so far, its messages tidied and the newest last.
pub(super) struct Conversation<'c> {
    /// The newest message, to be answered.
    pub(super) input: &'c str,
    /// The messages before it.
    pub(super) earlier: &'c [String],
}

impl Conversation<'_> {
    /// All messages, the newest first.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &str> {
        [self.input].into_iter().chain(self.earlier.iter().rev().map(String::as_str))
    }
}
