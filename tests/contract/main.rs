//! The contract and the code agree.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod answers;
mod blocking_surface;
#[rustfmt::skip]
mod calls;
mod coverage;
mod dependencies;
mod languages;
mod operations;
mod rust_surface;
mod stream_events;
mod target;
