// Generated from openapi.yaml 0.3.0 (sha256 764a7107ae763fc812bbac477ad164d4b5d08ca69425e79941df65f2d0a435a2) by `cargo xtask codegen`. Not to be edited.

//! Drives every operation of the contract through the public client, async and blocking.
//!
//! What does not compile here is yet to be written by hand: the call of an operation in agentspec-ext/src/api (agents.rs, sessions.rs,
//! pipelines.rs, server.rs) and in agentspec-ext/src/blocking, or a field of `Target` in tests/contract/coverage.rs.
use agentspec_ext::{Client, Error, blocking};
use crate::coverage::Target;
/// Makes the call that is this operation's.
pub(crate) async fn call(
    operation: &str,
    client: &Client,
    target: &Target,
) -> Result<(), Error> {
    match operation {
        "get_book" => client.books().get(&target.book_id).await.map(drop),
        "delete_book" => client.books().del(&target.book_id).await,
        "read_book" => {
            client.books().match_(&target.book_id, "low").await?.text().await.map(drop)
        }
        "list_loans" => client.books().loans().await.map(drop),
        "status" => client.yield_().await.map(drop),
        _ => panic!("{operation} is not in calls.rs: run `cargo xtask codegen`"),
    }
}
/// The same, without async.
pub(crate) fn call_blocking(
    operation: &str,
    client: &blocking::Client,
    target: &Target,
) -> Result<(), Error> {
    match operation {
        "get_book" => client.books().get(&target.book_id).call().map(drop),
        "delete_book" => client.books().del(&target.book_id).call(),
        "read_book" => {
            client.books().match_(&target.book_id, "low").call()?.text().map(drop)
        }
        "list_loans" => client.books().loans().call().map(drop),
        "status" => client.yield_().call().map(drop),
        _ => panic!("{operation} is not in calls.rs: run `cargo xtask codegen`"),
    }
}
