// Generated from openapi.yaml 0.1.0 (sha256 458666582e837b9194000606c7fd3041e7a9e5d1b9bac1fdf1e71116305525e3) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
