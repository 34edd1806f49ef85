// Generated from openapi.yaml 0.1.0 (sha256 290a5127498e4e7a8175a18c460a5aa171089d4c3b0446ae8dec4f9e066178bd) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
