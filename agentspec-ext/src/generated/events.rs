// Generated from openapi.yaml 0.1.0 (sha256 1eda6a2c21f40419889cc5a522ac46efda83691eb15cd7c6204ba728a42db73d) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{
    StreamEvent, Token, ToolCall, ToolResult, ErrorEvent, Done,
};
