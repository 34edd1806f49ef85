// Generated from openapi.yaml 0.1.0 (sha256 6c56afcb07f2eb2c095e927ea93bfc9caf5349df371c9017b82cc20d34b40f8b) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
