//! The contract and the code agree.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod answers;
mod blocking_surface;
mod coverage;
mod dependencies;
#[rustfmt::skip]
mod generated {
    pub(crate) mod calls;
}
mod languages;
mod operations;
mod runtime_dialect;
mod rust_surface;
mod stream_events;
mod target;
