// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

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
        "list_agents" => client.agents().list().await.map(drop),
        "invoke_agent" => {
            client
                .agents()
                .invoke(
                    target.value(operation, "AgentName"),
                    "What is the capital of France?",
                )
                .await
                .map(drop)
        }
        "stream_agent" => {
            client
                .agents()
                .stream(target.value(operation, "AgentName"), "Tell me a story.")
                .await?
                .text()
                .await
                .map(drop)
        }
        "create_session" => {
            client
                .sessions()
                .create(target.value(operation, "SessionAgent"))
                .await
                .map(drop)
        }
        "list_sessions" => {
            client
                .sessions()
                .list(target.value(operation, "SessionAgent"))
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
        }
        "continue_session" => {
            client
                .sessions()
                .continue_(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    "What do I work on?",
                )
                .await
                .map(drop)
        }
        "stream_session" => {
            client
                .sessions()
                .continue_stream(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    "Can you show me a quick example?",
                )
                .await?
                .text()
                .await
                .map(drop)
        }
        "run_pipeline" => {
            client
                .pipelines()
                .run(
                    target.value(operation, "PipelineName"),
                    "Summarize recent advances in battery technology.",
                )
                .await
                .map(drop)
        }
        "pipeline_status" => {
            client
                .pipelines()
                .status(target.value(operation, "PipelineName"))
                .await
                .map(drop)
        }
        "health" => client.health().await.map(drop),
        "metrics" => client.metrics().await.map(drop),
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
        "list_agents" => client.agents().list().call().map(drop),
        "invoke_agent" => {
            client
                .agents()
                .invoke(
                    target.value(operation, "AgentName"),
                    "What is the capital of France?",
                )
                .call()
                .map(drop)
        }
        "stream_agent" => {
            client
                .agents()
                .stream(target.value(operation, "AgentName"), "Tell me a story.")
                .call()?
                .text()
                .map(drop)
        }
        "create_session" => {
            client
                .sessions()
                .create(target.value(operation, "SessionAgent"))
                .call()
                .map(drop)
        }
        "list_sessions" => {
            client
                .sessions()
                .list(target.value(operation, "SessionAgent"))
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
        }
        "continue_session" => {
            client
                .sessions()
                .continue_(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    "What do I work on?",
                )
                .call()
                .map(drop)
        }
        "stream_session" => {
            client
                .sessions()
                .continue_stream(
                    target.value(operation, "SessionAgent"),
                    target.value(operation, "SessionId"),
                    "Can you show me a quick example?",
                )
                .call()?
                .text()
                .map(drop)
        }
        "run_pipeline" => {
            client
                .pipelines()
                .run(
                    target.value(operation, "PipelineName"),
                    "Summarize recent advances in battery technology.",
                )
                .call()
                .map(drop)
        }
        "pipeline_status" => {
            client
                .pipelines()
                .status(target.value(operation, "PipelineName"))
                .call()
                .map(drop)
        }
        "health" => client.health().call().map(drop),
        "metrics" => client.metrics().call().map(drop),
        _ => panic!("{operation} is not in calls.rs: run `cargo xtask codegen`"),
    }
}
