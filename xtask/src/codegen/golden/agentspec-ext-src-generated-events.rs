// Generated from openapi.yaml 0.3.0 (sha256 cfe406612298effb3ccfe983d58d34d294c95c51493b3b008bce816356338215) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{StreamEvent, Word, ErrorEvent, Done};
