// Generated from openapi.yaml 0.3.0 (sha256 2c1d89e6a2802255c1dcdbb9e90a8e1e9f40c348a5dea8b71ebeacbd38d3ba36) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{
    Book, Loans, Loan, Lent, Seen, Reader, Scores, Shelf, ReadOptions,
};
