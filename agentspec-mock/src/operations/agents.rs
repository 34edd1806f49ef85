//! `list_agents`, `invoke_agent`, `stream_agent`.

use super::{arguments::Invocation, sse};
use crate::{
    agents::{catalog::Agent, completion::Completion, thought::Thought},
    api::{error::ApiError, request::Request, response::Response, wire},
    state::shared::Shared,
};

pub(super) fn list(server: &Shared) -> Response {
    let agents = server.setup.catalog.agents.iter().map(|agent| agent.listed()).collect();
    Response::ok(&wire::AgentList { agents })
}

pub(super) async fn invoke(server: &Shared, name: &str, request: &Request) -> Result<Response, ApiError> {
    let completion = ask(server, name, request).await?;
    if let Some(failure) = completion.failure {
        return Err(failure.into());
    }
    Ok(Response::ok(&wire::InvokeResponse { output: &completion.output, usage: completion.usage }))
}

pub(super) async fn stream(server: &Shared, name: &str, request: &Request) -> Result<Response, ApiError> {
    let completion = ask(server, name, request).await?;
    Ok(Response::events(sse::frames(&completion)))
}

async fn ask(server: &Shared, name: &str, request: &Request) -> Result<Completion, ApiError> {
    let agent = server.setup.catalog.agent(name)?;
    let invocation = Invocation::read(&request.body.bytes)?;
    let thought = think(server, agent, &invocation, request).await;
    let completion = thought.complete(&[], &invocation.input, invocation.max_tokens)?;
    server.world().metrics.used(completion.usage);
    Ok(completion)
}

/// Lets the agent read the message, and think for as long as it takes.
pub(super) async fn think<'s>(server: &Shared, agent: &'s Agent, invocation: &Invocation, request: &Request) -> Thought<'s> {
    let thought = Thought::about(agent, &invocation.input, &mut server.world().given);
    server.clock.sleep_until(request.arrived.plus(thought.takes())).await;
    thought
}
