// Generated from openapi.yaml 0.3.0 (sha256 552988206d56d78f0393d6a9c7672ce73ed33af80af5b6c4c7764e5ef004cab8) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{Book, Loan, Scores, Shelf, ReadOptions};
