// Generated from openapi.yaml 0.3.0 (sha256 abd2f3f0be74a83994b4abb9067770bd242af4bd825179b6e70a59b18d0dadf1) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{
    Book, Loans, Loan, Lent, Seen, Reader, Scores, Shelf, ReadOptions,
};
