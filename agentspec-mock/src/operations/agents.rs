//! `list_agents`, `invoke_agent`, `stream_agent`.

use super::{arguments::Invocation, sse};
use crate::{
    agents::{catalog::Agent, completion::Answer, thought::Thought},
    api::{error::ApiError, request::Call, response::Reply, wire},
    state::shared::Shared,
};

pub(super) fn list(server: &Shared) -> Reply {
    let agents = server.setup.catalog.agents.iter().map(|agent| agent.listed()).collect();
    Reply::ok(&wire::AgentList { agents })
}

pub(super) async fn invoke(server: &Shared, name: &str, call: &Call) -> Result<Reply, ApiError> {
    let answer = ask(server, name, call).await?;
    if let Some(failure) = answer.failure {
        return Err(failure.into());
    }
    Ok(Reply::ok(&wire::InvokeResponse { output: &answer.output, usage: answer.usage }))
}

pub(super) async fn stream(server: &Shared, name: &str, call: &Call) -> Result<Reply, ApiError> {
    let answer = ask(server, name, call).await?;
    Ok(Reply::events(sse::frames(&answer)))
}

async fn ask(server: &Shared, name: &str, call: &Call) -> Result<Answer, ApiError> {
    let agent = server.setup.catalog.agent(name)?;
    let invocation = Invocation::read(&call.body.bytes)?;
    let thought = think(server, agent, &invocation, call).await;
    let answer = thought.answer(&[], &invocation.input, invocation.max_tokens)?;
    server.world().metrics.used(answer.usage);
    Ok(answer)
}

/// Lets the agent read the message, and think for as long as it takes.
pub(super) async fn think<'s>(server: &Shared, agent: &'s Agent, invocation: &Invocation, call: &Call) -> Thought<'s> {
    let thought = Thought::about(agent, &invocation.input, &mut server.world().given);
    server.clock.sleep_until(call.arrived.plus(thought.takes())).await;
    thought
}
