//! What `cargo xtask codegen` makes from `openapi.yaml`.

#[rustfmt::skip]
#[expect(clippy::match_same_arms, clippy::match_overlapping_arm, reason = "row by row, as the contract has it")]
mod error_kind;
#[rustfmt::skip]
pub(crate) mod events;
#[rustfmt::skip]
pub(crate) mod stream_event;
#[rustfmt::skip]
pub mod types;
