// Generated from openapi.yaml 0.1.0 (sha256 ba5f4e32ce2716702e98d28fb90f2655d0cbce095434c798333de827e16ee2bf) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
