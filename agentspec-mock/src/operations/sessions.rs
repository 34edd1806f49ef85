//! `create_session`, `list_sessions`, `delete_session`, `continue_session`, `stream_session`.

use http::StatusCode;

use super::{
    agents::think,
    arguments::{self, Invocation},
    sse,
};
use crate::{
    agents::{brain::Turn, completion::Answer},
    api::{error::ApiError, request::Call, response::Reply, wire},
    state::shared::Shared,
};

pub(super) fn create(server: &Shared, agent: &str, call: &Call) -> Result<Reply, ApiError> {
    server.setup.catalog.agent(agent)?;
    let metadata = arguments::metadata(&call.body.bytes)?;
    Ok(server.world().sessions.create(agent, metadata, &server.clock, |session| Reply::json(StatusCode::CREATED, &session.created())))
}

pub(super) fn list(server: &Shared, agent: &str, call: &Call) -> Result<Reply, ApiError> {
    server.setup.catalog.agent(agent)?;
    let (limit, offset) = arguments::page(call.query())?;
    let mut world = server.world();
    Ok(Reply::ok(&world.sessions.list(agent, limit, offset, server.clock.now())))
}

pub(super) fn delete(server: &Shared, agent: &str, id: &str) -> Result<Reply, ApiError> {
    server.setup.catalog.agent(agent)?;
    server.world().sessions.delete(agent, id, server.clock.now())?;
    Ok(Reply::new(StatusCode::NO_CONTENT))
}

pub(super) async fn continue_(server: &Shared, agent: &str, id: &str, call: &Call) -> Result<Reply, ApiError> {
    let (answer, turn) = take_turn(server, agent, id, call).await?;
    if let Some(failure) = answer.failure {
        return Err(failure.into());
    }
    Ok(Reply::ok(&wire::SessionContinueResponse { output: &answer.output, usage: answer.usage, turn }))
}

pub(super) async fn stream(server: &Shared, agent: &str, id: &str, call: &Call) -> Result<Reply, ApiError> {
    let (answer, _) = take_turn(server, agent, id, call).await?;
    Ok(Reply::events(sse::frames(&answer)))
}

/// Answers and records the turn, unless the agent fails; gives the answer and the turn's number.
async fn take_turn(server: &Shared, agent: &str, id: &str, call: &Call) -> Result<(Answer, usize), ApiError> {
    let agent = server.setup.catalog.agent(agent)?;
    server.world().sessions.get(&agent.name, id, server.clock.now())?;
    let invocation = Invocation::read(&call.body.bytes)?;
    let thought = think(server, agent, &invocation, call).await;

    let Invocation { input, max_tokens } = invocation;
    let world = &mut *server.world();
    // It may be gone by now.
    let session = world.sessions.get(&agent.name, id, server.clock.now())?;
    let earlier = session.turns.len();
    let answer = thought.answer(&session.turns, &input, max_tokens)?;
    world.metrics.used(answer.usage);
    let turn = match answer.failure {
        Some(_) => None,
        None => world.sessions.record(&agent.name, id, Turn { input, output: answer.output.clone() }, &server.clock),
    };
    let turn = turn.unwrap_or(earlier);
    Ok((answer, turn))
}
