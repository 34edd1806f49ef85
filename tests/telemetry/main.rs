//! The spans and events of calls and streams that a `tracing` subscriber receives, and what they never contain.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod calls;
mod content;
mod secrets;
mod streams;
mod trace_context;
