//! The contract's response objects. Data only; the fields are in the contract's order.
#![expect(clippy::struct_field_names, reason = "the names are the contract's")]

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Usage {
    pub(crate) input_tokens: u64,
    pub(crate) output_tokens: u64,
    pub(crate) total_tokens: u64,
}

impl Usage {
    pub(crate) fn new(input_tokens: u64, output_tokens: u64) -> Self {
        Self { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Agent<'a> {
    pub(crate) name: &'a str,
    pub(crate) model: &'a str,
    pub(crate) skills: &'a [String],
    pub(crate) status: &'a str,
}

#[derive(Debug, Serialize)]
pub(crate) struct AgentList<'a> {
    pub(crate) agents: Vec<Agent<'a>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct InvokeResponse<'a> {
    pub(crate) output: &'a str,
    pub(crate) usage: Usage,
}

/// A session. The last two fields are only in listings.
#[derive(Debug, Serialize)]
pub(crate) struct Session<'a> {
    pub(crate) session_id: &'a str,
    pub(crate) agent: &'a str,
    pub(crate) created_at: &'a str,
    pub(crate) metadata: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) turns: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_active_at: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct SessionList<'a> {
    pub(crate) sessions: Vec<Session<'a>>,
    pub(crate) total: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct SessionContinueResponse<'a> {
    pub(crate) output: &'a str,
    pub(crate) usage: Usage,
    pub(crate) turn: usize,
}

/// A step of a run. Fields that are `None` are left out, except the duration, which is null.
#[derive(Debug, Serialize)]
pub(crate) struct PipelineStep<'a> {
    pub(crate) name: &'a str,
    pub(crate) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usage: Option<Usage>,
    pub(crate) duration_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<ErrorDetail<'a>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct PipelineRunResponse<'a> {
    pub(crate) pipeline: &'a str,
    pub(crate) run_id: &'a str,
    pub(crate) status: &'static str,
    pub(crate) steps: Vec<PipelineStep<'a>>,
    pub(crate) output: Option<&'a str>,
    pub(crate) total_duration_ms: u64,
    pub(crate) usage: Usage,
}

#[derive(Debug, Serialize)]
pub(crate) struct PipelineStatus<'a> {
    pub(crate) pipeline: &'a str,
    pub(crate) run_id: &'a str,
    pub(crate) status: &'static str,
    pub(crate) steps: Vec<PipelineStep<'a>>,
    pub(crate) started_at: &'a str,
    pub(crate) elapsed_ms: u64,
}

#[derive(Debug, Serialize)]
pub(crate) struct Health<'a> {
    pub(crate) status: &'static str,
    pub(crate) version: &'static str,
    pub(crate) uptime_seconds: u64,
    pub(crate) checks: &'a BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ErrorDetail<'a> {
    pub(crate) code: &'a str,
    pub(crate) message: &'a str,
}

/// The body of an error, with the steps of a failed run.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorResponse<'a> {
    pub(crate) error: ErrorDetail<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) steps: Option<Vec<PipelineStep<'a>>>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum StreamEvent<'a> {
    Token { content: &'a str },
    ToolCall { name: &'a str, arguments: &'a Value },
    ToolResult { name: &'a str, output: &'a Value },
    Error { code: &'a str, message: &'a str },
    Done { usage: Usage },
}
