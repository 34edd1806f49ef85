// Generated from openapi.yaml 0.3.0 (sha256 764a7107ae763fc812bbac477ad164d4b5d08ca69425e79941df65f2d0a435a2) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{
    Book, Loans, Loan, Lent, Seen, Reader, Scores, Shelf, ReadOptions,
};
