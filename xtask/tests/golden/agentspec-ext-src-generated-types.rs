// Generated from openapi.yaml 0.3.0 (sha256 f61f941429092fca4695cb8b34bf9a2939b16f633dac2ca76662ab4d9a406902) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.

pub use agentspec_client::types::{
    Book, Loans, Loan, Lent, Seen, Reader, Scores, Shelf, ReadOptions,
};
