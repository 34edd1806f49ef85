//! What is about the server as a whole: who may call and how often, sessions, pace, health.

use super::node::{Node, Object, Problem};
use crate::{policy::rate_limit::RateLimit, state::setup::Setup};

pub(super) fn read(config: &Object<'_>, setup: &mut Setup) -> Result<(), Problem> {
    setup.access.api_keys.extend(config.read("api_keys", Node::strings)?.unwrap_or_default());
    setup.access.tokens.extend(config.read("tokens", Node::strings)?.unwrap_or_default());
    setup.pace = config.read("pace_ms", Node::millis)?.unwrap_or(setup.pace);
    if let Some(sessions) = config.get("sessions") {
        setup.session_expiry = Some(sessions.object(&["expire_after_s"])?.require("expire_after_s")?.seconds()?);
    }
    if let Some(limit) = config.get("rate_limit") {
        let limit = limit.object(&["requests", "per_s"])?;
        let requests = limit.require("requests")?.integer(1, u32::MAX)?;
        setup.rate_limit = Some(RateLimit { requests, per: limit.require("per_s")?.seconds()? });
    }
    if let Some(health) = config.get("health") {
        let health = health.object(&["status", "checks"])?;
        setup.health.degraded = health.require("status")?.one_of(&[("ok", false), ("degraded", true)])?;
        if let Some(checks) = health.read("checks", Node::strings_by_key)? {
            setup.health.checks = checks;
        }
    }
    Ok(())
}
