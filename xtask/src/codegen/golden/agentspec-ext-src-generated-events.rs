// Generated from openapi.yaml 0.3.0 (sha256 abd2f3f0be74a83994b4abb9067770bd242af4bd825179b6e70a59b18d0dadf1) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{StreamEvent, Word, ErrorEvent, Done};
