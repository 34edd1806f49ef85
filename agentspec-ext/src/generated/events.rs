// Generated from openapi.yaml 0.1.0 (sha256 6917b5297f71ca9813b96dfa0f5e4adeafd600f19280acd3f7be67326a41cd51) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
