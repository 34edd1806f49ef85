//! `health`, `metrics`.

use http::StatusCode;

use super::Call;
use crate::api::{error::ApiError, response::Response, wire};

#[expect(clippy::unnecessary_wraps, reason = "handlers have one signature")]
pub(super) fn health(call: &Call<'_>) -> Result<Response, ApiError> {
    let server = call.server;
    let health = &server.setup.health;
    let (http, status) = if health.degraded { (StatusCode::SERVICE_UNAVAILABLE, "degraded") } else { (StatusCode::OK, "ok") };
    let body = wire::Health {
        status,
        version: env!("CARGO_PKG_VERSION"),
        uptime_seconds: server.clock.now().since(server.state().started).as_secs(),
        checks: &health.checks,
    };
    Ok(Response::json(http, &body))
}

#[expect(clippy::unnecessary_wraps, reason = "handlers have one signature")]
pub(super) fn metrics(call: &Call<'_>) -> Result<Response, ApiError> {
    let server = call.server;
    let (exchanges, scenario_requests) = (server.journal.dropped(), server.scenario_runs.dropped());
    let mut state = server.state();
    let sessions = state.sessions.count(server.clock.now());
    let dropped = [
        ("exchanges", exchanges),
        ("scenario_requests", scenario_requests),
        ("idempotent_answers", state.stored_responses.dropped()),
        ("pipeline_runs", state.pipeline_runs.dropped()),
        ("sessions", state.sessions.dropped()),
    ];
    let exposition = state.metrics.exposition(sessions, &dropped);
    Ok(Response::text("text/plain; version=0.0.4; charset=utf-8", exposition))
}
