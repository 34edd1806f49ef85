// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! Every operation by its id, with arguments of JSON: on a client, and on the session of a handle.

use agentspec_ext::{Client, SessionHandle};
use crate::arguments::{Arguments, unknown};
use crate::errors::Failure;
use crate::options::CallOptions;
use crate::reply::Answer;

/// Calls an operation.
pub(crate) async fn on_client(
    client: &Client,
    operation: &str,
    mut arguments: Arguments,
    options: CallOptions,
) -> Result<Answer, Failure> {
    match operation {
        "get_book" => {
            let mut call = client.books().get(arguments.text("book")?);
            if let Some(value) = arguments.optional::<u32>("edition")? {
                call = call.edition(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "delete_book" => {
            let call = client.books().del(arguments.text("book")?);
            arguments.finish()?;
            Answer::nothing(options.apply(call)?.send().await?)
        }
        "read_book" => {
            let mut call = client
                .books()
                .match_(arguments.text("book")?, arguments.text("voice")?);
            if let Some(value) = arguments
                .optional::<agentspec_ext::types::ReadOptions>("options")?
            {
                call = call.options(value);
            }
            if let Some(value) = arguments.optional::<String>("from")? {
                call = call.from(value);
            }
            arguments.finish()?;
            Answer::events(options.apply_to_stream(call)?.send().await?)
        }
        "list_loans" => {
            let call = client.books().loans();
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "status" => {
            let call = client.yield_();
            arguments.finish()?;
            Answer::text(options.apply(call)?.send().await?)
        }
        "get_session" => {
            let mut call = client
                .sessions()
                .get(arguments.text("librarian")?, arguments.text("session_id")?);
            if let Some(value) = arguments.optional::<String>("since")? {
                call = call.since(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "delete_session" => {
            let call = client
                .sessions()
                .delete(arguments.text("librarian")?, arguments.text("session_id")?);
            arguments.finish()?;
            Answer::text(options.apply(call)?.send().await?)
        }
        "ask_session" => {
            let mut call = client
                .sessions()
                .ask(
                    arguments.text("librarian")?,
                    arguments.text("session_id")?,
                    arguments.text("input")?,
                );
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "ask_session_stream" => {
            let mut call = client
                .sessions()
                .ask_stream(
                    arguments.text("librarian")?,
                    arguments.text("session_id")?,
                    arguments.text("input")?,
                );
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::events(options.apply_to_stream(call)?.send().await?)
        }
        "session_book" => {
            let call = client
                .sessions()
                .book(
                    arguments.text("librarian")?,
                    arguments.text("session_id")?,
                    arguments.text("book")?,
                );
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        _ => Err(unknown(operation)),
    }
}

/// Calls an operation on the session of a handle.
pub(crate) async fn on_session(
    session: &SessionHandle,
    operation: &str,
    mut arguments: Arguments,
    options: CallOptions,
) -> Result<Answer, Failure> {
    match operation {
        "get_session" => {
            let mut call = session.get();
            if let Some(value) = arguments.optional::<String>("since")? {
                call = call.since(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "delete_session" => {
            let call = session.delete();
            arguments.finish()?;
            Answer::text(options.apply(call)?.send().await?)
        }
        "ask_session" => {
            let mut call = session.ask(arguments.text("input")?);
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "ask_session_stream" => {
            let mut call = session.ask_stream(arguments.text("input")?);
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::events(options.apply_to_stream(call)?.send().await?)
        }
        _ => Err(unknown(operation)),
    }
}
