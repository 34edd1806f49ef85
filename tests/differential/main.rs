//! The decoder, the typed parse and the stream against slow and obviously right ones, on what chance makes of the syntax.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod bytes;
mod event;
mod json;
mod limits;
mod sse;
mod stream;

use proptest::test_runner::Config;

/// So many cases, and no file of those that failed: what they teach becomes a row in `tests/vectors`.
fn cases(count: u32) -> Config {
    Config { failure_persistence: None, ..Config::with_cases(count) }
}
