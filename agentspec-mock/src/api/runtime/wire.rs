//! The runtime's response objects and events. Data only; the fields are in the runtime's order.
#![expect(clippy::struct_field_names, reason = "the names are the runtime's")]

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

#[derive(Debug, Serialize)]
pub(crate) struct Health {
    pub(crate) agents: usize,
    pub(crate) status: &'static str,
    pub(crate) uptime: String,
    pub(crate) version: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Agent<'a> {
    pub(crate) active_sessions: usize,
    pub(crate) fqn: String,
    pub(crate) model: &'a str,
    pub(crate) name: &'a str,
    /// Null without skills.
    pub(crate) skills: Option<&'a [String]>,
    pub(crate) status: &'static str,
    pub(crate) strategy: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct AgentList<'a> {
    pub(crate) agents: Vec<Agent<'a>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct InvokeResponse<'a> {
    pub(crate) duration_ms: u64,
    pub(crate) output: &'a str,
    /// Empty without a session.
    pub(crate) session_id: &'a str,
    pub(crate) tokens: InvokeTokens,
    pub(crate) tool_calls: Vec<ToolCall<'a>>,
    pub(crate) turns: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct InvokeTokens {
    pub(crate) cache_read: u64,
    #[serde(flatten)]
    pub(crate) tokens: Tokens,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Tokens {
    pub(crate) input: u64,
    pub(crate) output: u64,
    pub(crate) total: u64,
}

#[derive(Debug, Serialize)]
pub(crate) struct ToolCall<'a> {
    pub(crate) duration_ms: u64,
    pub(crate) id: String,
    pub(crate) input: &'a Value,
    pub(crate) output: &'a Value,
    pub(crate) tool_name: &'a str,
}

/// The answer of an agent with a control flow of its own.
#[derive(Debug, Serialize)]
pub(crate) struct ActivityResponse<'a> {
    pub(crate) activity: Vec<Activity>,
    pub(crate) duration_ms: u64,
    pub(crate) output: &'a str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Activity {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) content: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Session<'a> {
    pub(crate) agent: &'a str,
    pub(crate) created_at: String,
    pub(crate) session_id: &'a str,
}

/// The answer to a message in a session.
#[derive(Debug, Serialize)]
pub(crate) struct SessionResponse<'a> {
    pub(crate) duration_ms: u64,
    pub(crate) output: &'a str,
    pub(crate) session_id: &'a str,
    pub(crate) turns: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct PipelineRun<'a> {
    pub(crate) pipeline: &'a str,
    pub(crate) status: &'static str,
    /// The steps that were reached, by their names.
    pub(crate) steps: BTreeMap<&'a str, PipelineStep<'a>>,
}

/// A step of a run. Fields that are empty or zero are left out.
#[derive(Debug, Serialize)]
pub(crate) struct PipelineStep<'a> {
    pub(crate) agent: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duration_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<&'a str>,
    pub(crate) status: &'static str,
}

/// An event with a `type`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum StreamEvent<'a> {
    Text {
        text: &'a str,
    },
    ToolCallStart {
        tool_call: CalledTool<'a>,
    },
    ToolCallEnd {
        tool_call: CalledTool<'a>,
    },
    /// The end of one turn of the model.
    Done {
        response: ModelResponse<'a>,
    },
    /// Announces an [`ErrorBody`].
    Error,
}

impl StreamEvent<'_> {
    /// Returns the value of `type`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::ToolCallStart { .. } => "tool_call_start",
            Self::ToolCallEnd { .. } => "tool_call_end",
            Self::Done { .. } => "done",
            Self::Error => "error",
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct CalledTool<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    /// Null but at the end of a turn.
    pub(crate) input: Option<&'a Value>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ModelResponse<'a> {
    pub(crate) content: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tool_calls: Vec<CalledTool<'a>>,
    pub(crate) stop_reason: &'static str,
    pub(crate) usage: ModelUsage,
}

#[derive(Debug, Serialize)]
pub(crate) struct ModelUsage {
    pub(crate) input_tokens: u64,
    pub(crate) output_tokens: u64,
    pub(crate) cache_read: u64,
    pub(crate) cache_write: u64,
}

/// The event `done` that ends a stream.
#[derive(Debug, Serialize)]
pub(crate) struct StreamEnd {
    pub(crate) duration_ms: u64,
    pub(crate) tokens: Tokens,
    pub(crate) turns: usize,
}

/// The body of an error, and the event `error` that ends a stream.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorBody<'a> {
    pub(crate) error: &'a str,
    pub(crate) message: &'a str,
}
