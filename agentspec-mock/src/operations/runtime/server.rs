//! `health`. The metrics are those of the contract.

use super::{super::Call, duration};
use crate::api::{
    error::ApiError,
    response::Response,
    runtime::{json, wire},
};

/// A constant of the runtime, which says nothing about its age.
const VERSION: &str = "0.3.0";

/// Answers with a 200, also if the configured health is degraded.
#[expect(clippy::unnecessary_wraps, reason = "handlers have one signature")]
pub(super) fn health(call: &Call<'_>) -> Result<Response, ApiError> {
    let server = call.server;
    let uptime = server.clock.now().since(server.state().started);
    let agents = server.setup.catalog.agents.len();
    Ok(json::ok(&wire::Health { agents, status: "healthy", uptime: duration::write(uptime), version: VERSION }))
}
