//! What a server is set up with. It does not change while the server runs.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    agents::catalog::Catalog,
    kept::Bound,
    policy::{credentials::Access, hosts::Hosts, rate_limit::RateLimit, timeouts::Timeouts},
    scenario::steps::Scenarios,
};

#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) access: Access,
    pub(crate) hosts: Hosts,
    pub(crate) timeouts: Timeouts,
    pub(crate) catalog: Catalog,
    pub(crate) health: Health,
    /// The scenarios by their names.
    pub(crate) scenarios: Scenarios,
    /// The time between two events of a stream.
    pub(crate) pace: Duration,
    pub(crate) rate_limit: Option<RateLimit>,
    /// How long after its last use a session expires.
    pub(crate) session_expiry: Option<Duration>,
    /// Whether all that was scripted must have been used when the server is dropped.
    pub(crate) verifies: bool,
    /// Whether what happens is kept for tests to look at.
    pub(crate) recording: bool,
    /// How much is kept of each kind: exchanges, requests to scenarios, sessions, runs of pipelines.
    pub(crate) bound: Bound,
}

/// What `/healthz` says.
#[derive(Debug, Clone)]
pub(crate) struct Health {
    pub(crate) degraded: bool,
    pub(crate) checks: BTreeMap<String, String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            access: Access::default(),
            hosts: Hosts::default(),
            timeouts: Timeouts::default(),
            catalog: Catalog::default(),
            health: Health { degraded: false, checks: BTreeMap::from([("agents".to_owned(), "ok".to_owned())]) },
            scenarios: Scenarios::new(),
            pace: Duration::ZERO,
            rate_limit: None,
            session_expiry: None,
            verifies: false,
            recording: true,
            bound: Bound::default(),
        }
    }
}

impl Setup {
    /// What is wrong with it, if anything is, and what to do about it.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let mut credentials = self.access.api_keys.iter().chain(&self.access.tokens);
        if credentials.any(|credential| credential.trim().is_empty()) {
            return Some("an API key or token is empty: give one that is not, or none at all to accept everyone");
        }
        if self.hosts.has_an_empty_one() {
            return Some("an allowed host is empty: give a name, such as mock.test, or none at all");
        }
        if self.bound.number == 0 {
            return Some("a server that keeps nothing has no session: let it keep at least 1");
        }
        if self.rate_limit.is_some_and(|limit| limit.requests == 0 || limit.per.is_zero()) {
            return Some("a rate limit needs at least 1 request and some time");
        }
        if self.session_expiry.is_some_and(|expiry| expiry.is_zero()) {
            return Some("sessions that expire at once cannot be used: give them some time");
        }
        None
    }
}
