//! The vectors that the Rust core prints through its public API; those of rules without a public path are printed next to the rule.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod error_body;
mod escape;
mod text;
