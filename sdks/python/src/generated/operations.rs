// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

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
        "list_agents" => {
            let call = client.agents().list();
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "invoke_agent" => {
            let mut call = client
                .agents()
                .invoke(arguments.text("name")?, arguments.text("input")?);
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "stream_agent" => {
            let mut call = client
                .agents()
                .stream(arguments.text("name")?, arguments.text("input")?);
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::events(options.apply_to_stream(call)?.send().await?)
        }
        "create_session" => {
            let mut call = client.sessions().create(arguments.text("agent")?);
            if let Some(value) = arguments.optional("metadata")? {
                call = call.metadata_map(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "list_sessions" => {
            let mut call = client.sessions().list(arguments.text("agent")?);
            if let Some(value) = arguments.optional::<u32>("limit")? {
                call = call.limit(value);
            }
            if let Some(value) = arguments.optional::<u64>("offset")? {
                call = call.offset(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "delete_session" => {
            let call = client
                .sessions()
                .delete(arguments.text("agent")?, arguments.text("session_id")?);
            arguments.finish()?;
            Answer::nothing(options.apply(call)?.send().await?)
        }
        "continue_session" => {
            let mut call = client
                .sessions()
                .continue_(
                    arguments.text("agent")?,
                    arguments.text("session_id")?,
                    arguments.text("input")?,
                );
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "stream_session" => {
            let mut call = client
                .sessions()
                .continue_stream(
                    arguments.text("agent")?,
                    arguments.text("session_id")?,
                    arguments.text("input")?,
                );
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::events(options.apply_to_stream(call)?.send().await?)
        }
        "run_pipeline" => {
            let mut call = client
                .pipelines()
                .run(arguments.text("name")?, arguments.text("input")?);
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "pipeline_status" => {
            let mut call = client.pipelines().status(arguments.text("name")?);
            if let Some(value) = arguments.optional::<String>("run_id")? {
                call = call.run_id(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "health" => {
            let call = client.health();
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "metrics" => {
            let call = client.metrics();
            arguments.finish()?;
            Answer::text(options.apply(call)?.send().await?)
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
        "delete_session" => {
            let call = session.delete();
            arguments.finish()?;
            Answer::nothing(options.apply(call)?.send().await?)
        }
        "continue_session" => {
            let mut call = session.continue_(arguments.text("input")?);
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::json(options.apply(call)?.send().await?)
        }
        "stream_session" => {
            let mut call = session.continue_stream(arguments.text("input")?);
            if let Some(value) = arguments.optional("options")? {
                call = call.options_map(value);
            }
            arguments.finish()?;
            Answer::events(options.apply_to_stream(call)?.send().await?)
        }
        _ => Err(unknown(operation)),
    }
}
