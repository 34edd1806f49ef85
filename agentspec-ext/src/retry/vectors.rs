//! The vectors of the retry rules, which other languages implement.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod backoff;
mod budget;
mod decisions;
