//! `list_agents`, `invoke_agent`, `stream_agent`.

use super::{Call, arguments::Invocation, sse};
use crate::{
    agents::{catalog::Agent, completion::Completion, thought::Thought},
    api::{error::ApiError, response::Response, wire},
};

#[expect(clippy::unnecessary_wraps, reason = "a handler")]
pub(super) fn list(call: &Call<'_>) -> Result<Response, ApiError> {
    let agents = call.server.setup.catalog.agents.iter().map(|agent| agent.listed()).collect();
    Ok(Response::ok(&wire::AgentList { agents }))
}

pub(super) async fn invoke(call: &Call<'_>) -> Result<Response, ApiError> {
    let completion = ask(call).await?;
    if let Some(failure) = completion.failure {
        return Err(failure.into());
    }
    Ok(Response::ok(&wire::InvokeResponse { output: &completion.output, usage: completion.usage }))
}

pub(super) async fn stream(call: &Call<'_>) -> Result<Response, ApiError> {
    let completion = ask(call).await?;
    Ok(Response::events(sse::frames(&completion)))
}

async fn ask(call: &Call<'_>) -> Result<Completion, ApiError> {
    let name = call.segment("name")?;
    let agent = call.server.setup.catalog.agent(&name)?;
    let invocation = Invocation::read(&call.request.body.bytes)?;
    let thought = think(call, agent, &invocation).await;
    let completion = thought.complete(&[], &invocation.input, invocation.max_tokens)?;
    call.server.world().metrics.used(completion.usage);
    Ok(completion)
}

/// Lets the agent read the message, and think for as long as it takes.
pub(super) async fn think<'s>(call: &Call<'_>, agent: &'s Agent, invocation: &Invocation) -> Thought<'s> {
    let thought = Thought::about(agent, &invocation.input, &mut call.server.world().given);
    call.server.clock.sleep_until(call.request.arrived.plus(thought.takes())).await;
    thought
}
