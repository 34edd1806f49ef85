//! The response of `/healthz`, in either dialect.

use agentspec_ext::types::{Health, HealthStatus};
use agentspec_ext::{Client, ClientBuilder, Error};
use serde_json::{Map, Value};

use crate::address::Address;
use crate::finding::Finding;
use crate::server::Spoken;

/// The response of `/healthz`.
pub(super) enum Answer {
    Documented(Health),
    /// The public runtime's, as it was sent.
    Runtime(Map<String, Value>),
    Failed(Error),
}

/// Requests the health of a server, by a client with these settings.
pub(super) async fn answer(address: &Address, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Answer {
    let client = set(address.ask(Client::builder().without_environment(), Spoken::Documented)).build();
    let health = match client {
        Ok(client) => client.health().await,
        Err(error) => Err(error),
    };
    match health {
        Ok(health) => Answer::Documented(health),
        Err(error) => runtime_health(&error).map_or(Answer::Failed(error), Answer::Runtime),
    }
}

/// Returns the body of a response that the documented API does not have, if it is the public runtime's. Many other programs are `healthy`, too.
fn runtime_health(error: &Error) -> Option<Map<String, Value>> {
    let health: Map<String, Value> = serde_json::from_slice(error.body().filter(|_| error.is_decode())?).ok()?;
    let is_runtimes = health.get("status")? == "healthy" && health.get("agents")?.is_u64() && health.get("uptime")?.is_string();
    is_runtimes.then_some(health)
}

impl Answer {
    pub(super) fn error(&self) -> Option<&Error> {
        match self {
            Self::Documented(_) | Self::Runtime(_) => None,
            Self::Failed(error) => Some(error),
        }
    }

    pub(super) fn is_of_agentspec(&self) -> bool {
        self.error().is_none()
    }

    /// Returns whether there was a response at all.
    pub(super) fn is_http(&self) -> bool {
        self.error().is_none_or(|error| error.status().is_some())
    }
}

/// Reports the health of a server of the documented API.
pub(super) fn documented(health: &Health) -> Finding {
    let version = &health.version;
    match &health.status {
        HealthStatus::Degraded => {
            let mut checks: Vec<_> = health.checks.iter().flat_map(|checks| checks.iter()).filter(|(_, is)| *is != "ok").collect();
            checks.sort();
            let checks: Vec<_> = checks.iter().map(|(name, is)| format!("{name} is {is}")).collect();
            let what = format!("AgentSpec {version} is degraded: {}", checks.join(", "));
            Finding::warning(what.trim_end_matches(": "), "check these parts of the server; calls that need them fail")
        }
        status => Finding::ok(format!("AgentSpec {version} is {status}")),
    }
}

/// Reports the health of the public runtime, whose version is a constant.
pub(super) fn runtime(health: &Map<String, Value>) -> Finding {
    let uptime = health.get("uptime").and_then(Value::as_str).map_or(String::new(), |uptime| format!(", up for {uptime}"));
    Finding::ok(format!("the public AgentSpec runtime is healthy{uptime}"))
}
