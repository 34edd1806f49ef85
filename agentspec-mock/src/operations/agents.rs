//! `list_agents`, `invoke_agent`, `stream_agent`.

use crate::{
    agents::{AGENTS, role_of},
    answer::Answer,
    call::Invocation,
    error::ApiError,
    reply::Reply,
    sse, wire,
    world::World,
};

pub(super) fn list() -> Reply {
    Reply::ok(&wire::AgentList { agents: &AGENTS })
}

pub(super) fn invoke(world: &mut World, name: &str, body: &[u8]) -> Result<Reply, ApiError> {
    let answer = ask(world, name, body)?;
    Ok(Reply::ok(&wire::InvokeResponse { output: &answer.output, usage: answer.usage }))
}

pub(super) fn stream(world: &mut World, name: &str, body: &[u8]) -> Result<Reply, ApiError> {
    let answer = ask(world, name, body)?;
    Ok(Reply::events(sse::frames(&answer)))
}

fn ask(world: &mut World, name: &str, body: &[u8]) -> Result<Answer, ApiError> {
    let role = role_of(name)?;
    let Invocation { input, max_tokens } = Invocation::read(body)?;
    let answer = Answer::make(role, &[], &input, max_tokens);
    world.metrics.used(answer.usage);
    Ok(answer)
}
