//! `create_session`, `list_sessions`, `delete_session`, `continue_session`, `stream_session`.

use http::StatusCode;

use super::{
    Call,
    agents::prepare,
    arguments::{self, Invocation},
    sse,
};
use crate::{
    agents::{brain::Turn, catalog::Agent, completion::Completion},
    api::{error::ApiError, response::Response, wire},
    state::sessions::Session,
};

pub(super) fn create(call: &Call<'_>) -> Result<Response, ApiError> {
    let Call { server, request, .. } = *call;
    let agent = call.segment("name")?;
    server.setup.catalog.agent(&agent)?;
    let metadata = arguments::metadata(&request.body.bytes)?;
    let created = |session: &Session| Response::json(StatusCode::CREATED, &session.created());
    let id = |number| format!("sess-{number:04}");
    Ok(server.state().sessions.create(id, &agent, metadata, &server.clock, created))
}

pub(super) fn list(call: &Call<'_>) -> Result<Response, ApiError> {
    let Call { server, request, .. } = *call;
    let agent = call.segment("name")?;
    server.setup.catalog.agent(&agent)?;
    let (limit, offset) = arguments::page(request.query())?;
    let mut state = server.state();
    Ok(Response::ok(&state.sessions.list(&agent, limit, offset, server.clock.now())))
}

pub(super) fn delete(call: &Call<'_>) -> Result<Response, ApiError> {
    let server = call.server;
    let (agent, id) = (call.segment("name")?, call.segment("id")?);
    server.setup.catalog.agent(&agent)?;
    server.state().sessions.delete(&agent, &id, server.clock.now())?;
    Ok(Response::new(StatusCode::NO_CONTENT))
}

pub(super) async fn continue_(call: &Call<'_>) -> Result<Response, ApiError> {
    let (completion, turn) = take_turn(call).await?;
    if let Some(failure) = completion.failure {
        return Err(failure.into());
    }
    Ok(Response::ok(&wire::SessionContinueResponse { output: &completion.output, usage: completion.usage, turn }))
}

pub(super) async fn stream(call: &Call<'_>) -> Result<Response, ApiError> {
    let (completion, _) = take_turn(call).await?;
    Ok(Response::events(sse::frames(&completion)))
}

/// Completes and records the turn, unless the agent fails. Returns the completion and the number of the turn.
async fn take_turn(call: &Call<'_>) -> Result<(Completion, usize), ApiError> {
    let Call { server, request, .. } = *call;
    let (agent, id) = (call.segment("name")?, call.segment("id")?);
    let agent = server.setup.catalog.agent(&agent)?;
    server.state().sessions.get(&agent.name, &id, server.clock.now())?;
    let invocation = Invocation::read(&request.body.bytes)?;
    complete_turn(call, agent, (&agent.name, &id), invocation, usize::MAX).await
}

/// Completes and records a turn of a session, which is that of an agent and has an id, unless the agent that answers fails. The agent
/// remembers the newest `memory` turns.
pub(super) async fn complete_turn(
    call: &Call<'_>,
    agent: &Agent,
    (owner, id): (&str, &str),
    invocation: Invocation,
    memory: usize,
) -> Result<(Completion, usize), ApiError> {
    let server = call.server;
    let prepared = prepare(call, agent, &invocation).await;

    let Invocation { input, max_tokens } = invocation;
    let state = &mut *server.state();
    // The session may have expired or been deleted meanwhile.
    let session = state.sessions.get(owner, id, server.clock.now())?;
    let earlier = session.turns.len();
    let completion = prepared.complete(&session.turns[earlier.saturating_sub(memory)..], &input, max_tokens)?;
    state.metrics.used(completion.usage);
    let turn = match completion.failure {
        Some(_) => None,
        None => state.sessions.record(owner, id, Turn { input, output: completion.output.clone() }, &server.clock),
    };
    let turn = turn.unwrap_or(earlier);
    Ok((completion, turn))
}
