//! What a subscriber of `tracing` is told of calls and streams, and what nobody is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod calls;
mod content;
mod secrets;
mod streams;
mod trace_context;
