// Generated from openapi.yaml 0.1.0 (sha256 efb0ffc191ea5808efad4c163f427194ea00f01de045de6f8dc0a15838442eb9) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
