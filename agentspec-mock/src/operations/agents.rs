//! `list_agents`, `invoke_agent`, `stream_agent`.

use super::{Call, arguments::Invocation, sse};
use crate::{
    agents::{catalog::Agent, completion::Completion, prepared::PreparedCompletion},
    api::{error::ApiError, response::Response, wire},
};

#[expect(clippy::unnecessary_wraps, reason = "handlers have one signature")]
pub(super) fn list(call: &Call<'_>) -> Result<Response, ApiError> {
    let agents = call.server.setup.catalog.agents.iter().map(|agent| agent.listed()).collect();
    Ok(Response::ok(&wire::AgentList { agents }))
}

pub(super) async fn invoke(call: &Call<'_>) -> Result<Response, ApiError> {
    let completion = complete(call).await?;
    if let Some(failure) = completion.failure {
        return Err(failure.into());
    }
    Ok(Response::ok(&wire::InvokeResponse { output: &completion.output, usage: completion.usage }))
}

pub(super) async fn stream(call: &Call<'_>) -> Result<Response, ApiError> {
    let completion = complete(call).await?;
    Ok(Response::events(sse::frames(&completion)))
}

async fn complete(call: &Call<'_>) -> Result<Completion, ApiError> {
    let name = call.segment("name")?;
    let agent = call.server.setup.catalog.agent(&name)?;
    let invocation = Invocation::read(&call.request.body.bytes)?;
    answer(call, agent, &invocation).await
}

/// Answers a message without a session.
pub(super) async fn answer(call: &Call<'_>, agent: &Agent, invocation: &Invocation) -> Result<Completion, ApiError> {
    let prepared = prepare(call, agent, invocation).await;
    let completion = prepared.complete(&[], &invocation.input, invocation.max_tokens)?;
    call.server.state().metrics.used(completion.usage);
    Ok(completion)
}

/// Chooses the reply of the agent, and waits for its delay.
pub(super) async fn prepare<'s>(call: &Call<'_>, agent: &'s Agent, invocation: &Invocation) -> PreparedCompletion<'s> {
    let prepared = PreparedCompletion::new(agent, &invocation.input, &mut call.server.state().reply_counts);
    call.server.clock.sleep_until(call.request.arrived.plus(prepared.delay())).await;
    prepared
}
