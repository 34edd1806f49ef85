// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! The schemas of the values that users receive and pass.

pub use agentspec_client::types::{
    Book, Loans, Loan, Lent, Seen, Reader, Scores, Shelf, ReadOptions,
};
