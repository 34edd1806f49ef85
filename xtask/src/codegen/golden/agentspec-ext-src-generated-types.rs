// Generated from openapi.yaml 0.3.0 (sha256 cfe406612298effb3ccfe983d58d34d294c95c51493b3b008bce816356338215) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{
    Book, Loans, Loan, Lent, Seen, Reader, Scores, Shelf, ReadOptions,
};
