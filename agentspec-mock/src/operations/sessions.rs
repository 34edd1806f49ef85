//! `create_session`, `list_sessions`, `delete_session`, `continue_session`, `stream_session`.

use http::StatusCode;

use super::{
    agents::think,
    arguments::{self, Invocation},
    sse,
};
use crate::{
    agents::{brain::Turn, completion::Completion},
    api::{error::ApiError, request::Request, response::Response, wire},
    state::shared::Shared,
};

pub(super) fn create(server: &Shared, agent: &str, request: &Request) -> Result<Response, ApiError> {
    server.setup.catalog.agent(agent)?;
    let metadata = arguments::metadata(&request.body.bytes)?;
    Ok(server.world().sessions.create(agent, metadata, &server.clock, |session| Response::json(StatusCode::CREATED, &session.created())))
}

pub(super) fn list(server: &Shared, agent: &str, request: &Request) -> Result<Response, ApiError> {
    server.setup.catalog.agent(agent)?;
    let (limit, offset) = arguments::page(request.query())?;
    let mut world = server.world();
    Ok(Response::ok(&world.sessions.list(agent, limit, offset, server.clock.now())))
}

pub(super) fn delete(server: &Shared, agent: &str, id: &str) -> Result<Response, ApiError> {
    server.setup.catalog.agent(agent)?;
    server.world().sessions.delete(agent, id, server.clock.now())?;
    Ok(Response::new(StatusCode::NO_CONTENT))
}

pub(super) async fn continue_(server: &Shared, agent: &str, id: &str, request: &Request) -> Result<Response, ApiError> {
    let (completion, turn) = take_turn(server, agent, id, request).await?;
    if let Some(failure) = completion.failure {
        return Err(failure.into());
    }
    Ok(Response::ok(&wire::SessionContinueResponse { output: &completion.output, usage: completion.usage, turn }))
}

pub(super) async fn stream(server: &Shared, agent: &str, id: &str, request: &Request) -> Result<Response, ApiError> {
    let (completion, _) = take_turn(server, agent, id, request).await?;
    Ok(Response::events(sse::frames(&completion)))
}

/// Answers and records the turn, unless the agent fails; gives the completion and the turn's number.
async fn take_turn(server: &Shared, agent: &str, id: &str, request: &Request) -> Result<(Completion, usize), ApiError> {
    let agent = server.setup.catalog.agent(agent)?;
    server.world().sessions.get(&agent.name, id, server.clock.now())?;
    let invocation = Invocation::read(&request.body.bytes)?;
    let thought = think(server, agent, &invocation, request).await;

    let Invocation { input, max_tokens } = invocation;
    let world = &mut *server.world();
    // It may be gone by now.
    let session = world.sessions.get(&agent.name, id, server.clock.now())?;
    let earlier = session.turns.len();
    let completion = thought.complete(&session.turns, &input, max_tokens)?;
    world.metrics.used(completion.usage);
    let turn = match completion.failure {
        Some(_) => None,
        None => world.sessions.record(&agent.name, id, Turn { input, output: completion.output.clone() }, &server.clock),
    };
    let turn = turn.unwrap_or(earlier);
    Ok((completion, turn))
}
