// Generated from openapi.yaml 0.3.0 (sha256 764a7107ae763fc812bbac477ad164d4b5d08ca69425e79941df65f2d0a435a2) by `cargo xtask codegen`. Not to be edited.

//! Every operation by its id, with arguments of JSON.
use agentspec_ext::Client;
use crate::arguments::{Arguments, unknown};
use crate::errors::Failure;
use crate::options::CallOptions;
use crate::reply::Answer;
/// Makes the call that is this operation's.
pub(crate) async fn perform(
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
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            if let Some(value) = arguments.optional("from")? {
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
        _ => Err(unknown(operation)),
    }
}
