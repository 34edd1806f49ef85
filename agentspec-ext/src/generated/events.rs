// Generated from openapi.yaml 0.1.0 (sha256 3fef98453ef4635584401f6658515e805a34d071d199fb442518538ab82ff1fa) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
