// Generated from openapi.yaml 0.1.0 (sha256 028b440b5dad2ddc241a07609efe35d5b2c93cd65c7810e1d0edbcfd2b62da8f) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
