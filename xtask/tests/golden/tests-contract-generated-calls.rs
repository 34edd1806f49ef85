// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! Drives every operation of the contract through the public client, async and blocking.
//!
//! `target.rs` has the values of the parameters.

use agentspec_ext::{Client, Error, blocking};
use crate::target::Target;

/// Makes the call that is this operation's.
pub(crate) async fn call(
    operation: &str,
    client: &Client,
    target: &Target,
) -> Result<(), Error> {
    match operation {
        "get_book" => {
            client.books().get(target.value(operation, "BookId")).await.map(drop)
        }
        "delete_book" => client.books().del(target.value(operation, "BookId")).await,
        "read_book" => {
            client
                .books()
                .match_(target.value(operation, "BookId"), "low")
                .await?
                .text()
                .await
                .map(drop)
        }
        "list_loans" => client.books().loans().await.map(drop),
        "status" => client.yield_().await.map(drop),
        "get_session" => {
            client
                .sessions()
                .get(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                )
                .await
                .map(drop)
        }
        "delete_session" => {
            client
                .sessions()
                .delete(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                )
                .await
                .map(drop)
        }
        "ask_session" => {
            client
                .sessions()
                .ask(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    "May I?",
                )
                .await
                .map(drop)
        }
        "ask_session_stream" => {
            client
                .sessions()
                .ask_stream(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    "May I?",
                )
                .await?
                .text()
                .await
                .map(drop)
        }
        "session_book" => {
            client
                .sessions()
                .book(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    target.value(operation, "book"),
                )
                .await
                .map(drop)
        }
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
        "get_book" => {
            client.books().get(target.value(operation, "BookId")).call().map(drop)
        }
        "delete_book" => client.books().del(target.value(operation, "BookId")).call(),
        "read_book" => {
            client
                .books()
                .match_(target.value(operation, "BookId"), "low")
                .call()?
                .text()
                .map(drop)
        }
        "list_loans" => client.books().loans().call().map(drop),
        "status" => client.yield_().call().map(drop),
        "get_session" => {
            client
                .sessions()
                .get(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                )
                .call()
                .map(drop)
        }
        "delete_session" => {
            client
                .sessions()
                .delete(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                )
                .call()
                .map(drop)
        }
        "ask_session" => {
            client
                .sessions()
                .ask(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    "May I?",
                )
                .call()
                .map(drop)
        }
        "ask_session_stream" => {
            client
                .sessions()
                .ask_stream(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    "May I?",
                )
                .call()?
                .text()
                .map(drop)
        }
        "session_book" => {
            client
                .sessions()
                .book(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    target.value(operation, "book"),
                )
                .call()
                .map(drop)
        }
        _ => panic!("{operation} is not in calls.rs: run `cargo xtask codegen`"),
    }
}
