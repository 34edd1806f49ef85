//! The types that the peers' frames are read into by serde: what a user of them would write.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Debug, Deserialize, Serialize)]
#[expect(clippy::struct_field_names, reason = "the wire's names")]
pub(crate) struct Usage {
    input_tokens: u64,
    output_tokens: u64,
    total_tokens: u64,
}

/// The fields of the contract alone. Drops what it does not know, which the SDK does not: the least work that gives owned events.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Lean {
    Token { content: String },
    ToolCall { name: String, arguments: Map<String, Value> },
    ToolResult { name: String, output: Value },
    Error { code: String, message: String },
    Done { usage: Usage },
}

/// As the SDK's own: a field that is not known is kept.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Keeping {
    Token {
        content: String,
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    ToolCall {
        name: String,
        arguments: Map<String, Value>,
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    ToolResult {
        name: String,
        output: Value,
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    Error {
        code: String,
        message: String,
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    Done {
        usage: Usage,
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
}
