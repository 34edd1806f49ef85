//! The decoder, the typed parse and the stream against slow and obviously correct ones, on random input.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod bytes;
mod event;
mod json;
mod limits;
mod readers;
mod sse;
mod stream;

use proptest::test_runner::Config;

/// Configures that many cases. Failed cases are not stored: they become rows of `tests/vectors`.
fn cases(count: u32) -> Config {
    Config { failure_persistence: None, ..Config::with_cases(count) }
}
