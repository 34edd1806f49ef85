// Generated from openapi.yaml 0.1.0 (sha256 15739539bbfdd465ef8b239dc0433818cce21e991119b19c46198e42f36ba526) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
