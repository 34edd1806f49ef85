// Generated from openapi.yaml 0.1.0 (sha256 8dabfa6dfdae66a9e0740d184731033b89f23b9168733e0cf80ded860062df37) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
