//! `list_agents`, `invoke_agent`, `stream_agent`.

use serde_json::Value;

use super::{
    super::{Call, agents},
    agent, bodies, elapsed_ms,
    model_turns::{self, ModelTurn},
    sessions, sse,
};
use crate::{
    agents::{catalog::Agent, completion::Completion},
    api::{
        error::ApiError,
        response::Response,
        runtime::{json, wire},
    },
    clock::Moment,
    state::live::LiveState,
};

#[expect(clippy::unnecessary_wraps, reason = "handlers have one signature")]
pub(super) fn list(call: &Call<'_>) -> Result<Response, ApiError> {
    let server = call.server;
    let now = server.clock.now();
    let mut agents: Vec<&Agent> = server.setup.catalog.agents.iter().map(AsRef::as_ref).collect();
    agents.sort_by(|one, other| one.name.cmp(&other.name));
    let state = &mut *server.state();
    Ok(json::ok(&wire::AgentList { agents: agents.into_iter().map(|agent| listed(agent, state, now)).collect() }))
}

fn listed<'a>(agent: &'a Agent, state: &mut LiveState, now: Moment) -> wire::Agent<'a> {
    wire::Agent {
        active_sessions: state.sessions.list(&agent.name, 0, 0, now).total,
        fqn: format!("mock/Agent/{}", agent.name),
        // Without its provider.
        model: agent.model.split_once('/').map_or(&agent.model, |(_, model)| model),
        name: &agent.name,
        skills: Some(&*agent.skills).filter(|skills| !skills.is_empty()),
        status: "running",
        strategy: if agent.has_control_flow { "control_flow" } else { "react" },
    }
}

pub(super) async fn invoke(call: &Call<'_>) -> Result<Response, ApiError> {
    let agent = agent(call)?;
    let (invocation, session) = bodies::invocation_in_session(&call.request.body)?;
    let completion = match &session {
        Some(id) => sessions::take_turn(call, agent, id, invocation).await?,
        None => agents::answer(call, agent, &invocation).await?,
    };
    if let Some(failure) = completion.failure {
        return Err(failure.into());
    }
    let (turns, duration_ms) = (model_turns::of(&completion), elapsed_ms(call));
    if agent.has_control_flow {
        let activity = turns.iter().flat_map(activity).collect();
        return Ok(json::ok(&wire::ActivityResponse { activity, duration_ms, output: &completion.output }));
    }
    Ok(json::ok(&wire::InvokeResponse {
        duration_ms,
        output: &completion.output,
        session_id: session.as_deref().unwrap_or_default(),
        tokens: wire::InvokeTokens { cache_read: 0, tokens: model_turns::tokens(&completion) },
        tool_calls: turns.iter().flat_map(tool_calls).collect(),
        turns: turns.len(),
    }))
}

/// The session and the variables are not used.
pub(super) async fn stream(call: &Call<'_>) -> Result<Response, ApiError> {
    let agent = agent(call)?;
    let (invocation, _) = bodies::invocation_in_session(&call.request.body)?;
    let completion: Completion = agents::answer(call, agent, &invocation).await?;
    Ok(Response::events(sse::frames(&completion, elapsed_ms(call))))
}

fn activity(turn: &ModelTurn<'_>) -> Vec<wire::Activity> {
    let text = Some(turn.content()).filter(|text| !text.is_empty()).map(|content| wire::Activity { kind: "text", content });
    let tools = turn.calls.iter().map(|call| wire::Activity { kind: "tool_call", content: call.name.to_owned() });
    text.into_iter().chain(tools).collect()
}

fn tool_calls<'a>(turn: &'a ModelTurn<'_>) -> impl Iterator<Item = wire::ToolCall<'a>> {
    turn.calls.iter().map(|call| wire::ToolCall {
        duration_ms: 0,
        id: call.id.clone(),
        input: call.input,
        output: call.output.unwrap_or(&Value::Null),
        tool_name: call.name,
    })
}
