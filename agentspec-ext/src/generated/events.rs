// Generated from openapi.yaml 0.1.0 (sha256 5a7c341ef24de6edc3d8ecbeb3b600892cad023f4a4831138390d8d4081727f4) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
