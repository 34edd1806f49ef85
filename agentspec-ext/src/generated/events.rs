// Generated from openapi.yaml 0.1.0 (sha256 2ef2e4adeacc543c9b3282edf4de02e51ac5eee75e8d8404edbf6a260a28ccdb) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.

pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
