//! `create_session`, `continue_session`, `delete_session`. A session is found by its id alone: any agent may continue it.

use http::StatusCode;

use super::{
    super::{Call, arguments::Invocation, sessions},
    agent, bodies, elapsed_ms, model_turns, segment,
};
use crate::{
    agents::{catalog::Agent, completion::Completion},
    api::{
        error::{ApiError, truncate},
        response::Response,
        runtime::{json, wire},
    },
    state::sessions::Session,
};

/// A session remembers 50 messages: 25 turns.
const MEMORY: usize = 25;

/// The zone of the runtime's times, in hours ahead of UTC: not UTC, and the same on every machine.
const ZONE: u8 = 2;

pub(super) fn create(call: &Call<'_>) -> Result<Response, ApiError> {
    let server = call.server;
    let agent = agent(call)?;
    let metadata = bodies::metadata(&call.request.body)?;
    let id = |number| format!("sess_{number:022}");
    let created_at = server.clock.rfc3339_ahead(ZONE);
    let created = |session: &Session| {
        let session = wire::Session { agent: &agent.name, created_at, session_id: session.listed().session_id };
        json::response(StatusCode::CREATED, &session)
    };
    Ok(server.state().sessions.create(id, &agent.name, metadata, &server.clock, created))
}

pub(super) async fn continue_(call: &Call<'_>) -> Result<Response, ApiError> {
    let (agent, id) = (agent(call)?, segment(call, "id"));
    let invocation = bodies::message(&call.request.body)?;
    let completion = take_turn(call, agent, &id, invocation).await?;
    if let Some(failure) = completion.failure {
        return Err(failure.into());
    }
    Ok(json::ok(&wire::SessionResponse {
        duration_ms: elapsed_ms(call),
        output: &completion.output,
        session_id: &id,
        turns: model_turns::of(&completion).len(),
    }))
}

/// Deletes the session if there is one.
#[expect(clippy::unnecessary_wraps, reason = "handlers have one signature")]
pub(super) fn delete(call: &Call<'_>) -> Result<Response, ApiError> {
    let server = call.server;
    let (id, now) = (segment(call, "id"), server.clock.now());
    let sessions = &mut server.state().sessions;
    if let Some(owner) = sessions.agent_of(&id, now) {
        drop(sessions.delete(&owner, &id, now));
    }
    Ok(Response::new(StatusCode::NO_CONTENT))
}

/// Completes and records the turn, unless the agent fails.
pub(super) async fn take_turn(call: &Call<'_>, agent: &Agent, id: &str, invocation: Invocation) -> Result<Completion, ApiError> {
    let server = call.server;
    let owner = server.state().sessions.agent_of(id, server.clock.now());
    let owner = owner.ok_or_else(|| ApiError::not_found(format!("Session {:?} not found", truncate(id))))?;
    let (completion, _) = sessions::complete_turn(call, agent, (&owner, id), invocation, MEMORY).await?;
    Ok(completion)
}
