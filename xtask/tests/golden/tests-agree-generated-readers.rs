// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! The reader of each schema of the contract that the clients use.

use agentspec_client::json::{Undecodable, from_value};
use agentspec_client::types;
use serde_json::Value;

pub(crate) type Read = fn(&Value) -> Result<(), Undecodable>;
pub(crate) const READERS: &[(&str, Read)] = &[
    ("Book", |value| from_value::<types::Book>(value.clone()).map(drop)),
    ("Loans", |value| from_value::<types::Loans>(value.clone()).map(drop)),
    ("Loan", |value| from_value::<types::Loan>(value.clone()).map(drop)),
    ("Lent", |value| from_value::<types::Lent>(value.clone()).map(drop)),
    ("Seen", |value| from_value::<types::Seen>(value.clone()).map(drop)),
    ("Reader", |value| from_value::<types::Reader>(value.clone()).map(drop)),
    ("Scores", |value| from_value::<types::Scores>(value.clone()).map(drop)),
    ("Shelf", |value| from_value::<types::Shelf>(value.clone()).map(drop)),
    ("ReadRequest", |value| from_value::<types::ReadRequest>(value.clone()).map(drop)),
    (
        "InvokeRequest",
        |value| from_value::<types::InvokeRequest>(value.clone()).map(drop),
    ),
    ("ReadOptions", |value| from_value::<types::ReadOptions>(value.clone()).map(drop)),
    (
        "ErrorResponse",
        |value| from_value::<types::ErrorResponse>(value.clone()).map(drop),
    ),
    (
        "StreamEvent",
        |value| agentspec_ext::StreamEvent::parse(value.to_string()).map(drop),
    ),
];
