//! `create_session`, `list_sessions`, `delete_session`, `continue_session`, `stream_session`.

use http::StatusCode;

use crate::{
    agents::role_of,
    answer::Answer,
    brain::Turn,
    call::{self, Invocation},
    error::ApiError,
    reply::Reply,
    sse, wire,
    world::World,
};

pub(super) fn create(world: &mut World, agent: &str, body: &[u8]) -> Result<Reply, ApiError> {
    role_of(agent)?;
    let session = world.sessions.create(agent, call::metadata(body)?);
    Ok(Reply::json(StatusCode::CREATED, &session.created()))
}

pub(super) fn list(world: &World, agent: &str, query: &str) -> Result<Reply, ApiError> {
    role_of(agent)?;
    let (limit, offset) = call::page(query)?;
    Ok(Reply::ok(&world.sessions.list(agent, limit, offset)))
}

pub(super) fn delete(world: &mut World, agent: &str, id: &str) -> Result<Reply, ApiError> {
    role_of(agent)?;
    world.sessions.delete(agent, id)?;
    Ok(Reply::new(StatusCode::NO_CONTENT))
}

pub(super) fn continue_(world: &mut World, agent: &str, id: &str, body: &[u8]) -> Result<Reply, ApiError> {
    let (answer, turn) = take_turn(world, agent, id, body)?;
    Ok(Reply::ok(&wire::SessionContinueResponse { output: &answer.output, usage: answer.usage, turn }))
}

pub(super) fn stream(world: &mut World, agent: &str, id: &str, body: &[u8]) -> Result<Reply, ApiError> {
    let (answer, _) = take_turn(world, agent, id, body)?;
    Ok(Reply::events(sse::frames(&answer)))
}

/// Answers and records the turn; gives the answer and the turn's number.
fn take_turn(world: &mut World, agent: &str, id: &str, body: &[u8]) -> Result<(Answer, usize), ApiError> {
    let role = role_of(agent)?;
    let session = world.sessions.get_mut(agent, id)?;
    let Invocation { input, max_tokens } = Invocation::read(body)?;
    let answer = Answer::make(role, &session.turns, &input, max_tokens);
    let turn = session.record(Turn { input, output: answer.output.clone() });
    world.metrics.used(answer.usage);
    Ok((answer, turn))
}
