// Generated from openapi.yaml 0.1.0 (sha256 604da279071bb646d2246cac4b7769a91316473d311e764b8431f00d8d1784b0) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
