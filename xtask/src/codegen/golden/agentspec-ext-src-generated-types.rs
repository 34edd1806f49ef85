// Generated from openapi.yaml 0.3.0 (sha256 7eb34635b386db4c68c4ffd753cd3e7ff8b606742e061b6d4cd664fb1a0a9758) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{Book, Loans, Loan, Scores, Shelf, ReadOptions};
