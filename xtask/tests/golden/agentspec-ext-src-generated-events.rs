// Generated from openapi.yaml 0.3.0 (sha256 764a7107ae763fc812bbac477ad164d4b5d08ca69425e79941df65f2d0a435a2) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.
pub use super::stream_event::{StreamEvent, Word, ErrorEvent, Done};
