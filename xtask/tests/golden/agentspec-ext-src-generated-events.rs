// Generated from openapi.yaml 0.3.0 (sha256 f61f941429092fca4695cb8b34bf9a2939b16f633dac2ca76662ab4d9a406902) by `cargo xtask codegen`. Not to be edited.

//! The events of a stream, by name.

pub use super::stream_event::{StreamEvent, Word, ErrorEvent, Done};
