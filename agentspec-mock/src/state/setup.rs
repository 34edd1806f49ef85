//! The setup of a server. It does not change while the server runs.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    agents::catalog::Catalog,
    api::dialect::Dialect,
    bounded::Bound,
    policy::{cors::Cors, credentials::Access, hosts::Hosts, rate_limit::RateLimit, timeouts::Timeouts},
    scenario::steps::Scenarios,
};

#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) dialect: Dialect,
    pub(crate) runtime: RuntimeSetup,
    pub(crate) access: Access,
    pub(crate) hosts: Hosts,
    pub(crate) cors: Cors,
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
    /// Whether the drop of the server checks that everything scripted was used.
    pub(crate) verifies: bool,
    /// Whether requests and answers are kept for tests.
    pub(crate) recording: bool,
    /// Whether it can be scripted over HTTP.
    pub(crate) control: bool,
    /// The limits of each kind: exchanges, requests to scenarios, sessions, pipeline runs.
    pub(crate) bound: Bound,
}

/// The options of the runtime's dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RuntimeSetup {
    /// Whether unknown routes are errors, and not answered with the page of the web UI.
    pub(crate) has_no_web_ui: bool,
    /// Whether every request under `/v1/` is refused for lack of a key.
    pub(crate) refuses_all: bool,
}

/// The answer of `/healthz`.
#[derive(Debug, Clone)]
pub(crate) struct Health {
    pub(crate) degraded: bool,
    pub(crate) checks: BTreeMap<String, String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            dialect: Dialect::default(),
            runtime: RuntimeSetup::default(),
            access: Access::default(),
            hosts: Hosts::default(),
            cors: Cors::default(),
            timeouts: Timeouts::default(),
            catalog: Catalog::default(),
            health: Health { degraded: false, checks: BTreeMap::from([("agents".to_owned(), "ok".to_owned())]) },
            scenarios: Scenarios::new(),
            pace: Duration::ZERO,
            rate_limit: None,
            session_expiry: None,
            verifies: false,
            recording: true,
            control: false,
            bound: Bound::default(),
        }
    }
}

impl Setup {
    /// Returns what is wrong with the setup, and the fix; `None` if it is valid.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        if self.dialect != Dialect::Runtime && self.runtime != RuntimeSetup::default() {
            return Some("only the runtime's dialect has a web UI, and refuses every request: set the dialect, too");
        }
        if self.runtime.refuses_all && !self.access.is_open() {
            return Some("a server that refuses every request has no API key or token: set none, or do not refuse all");
        }
        let mut credentials = self.access.api_keys.iter().chain(&self.access.tokens);
        if credentials.any(|credential| credential.trim().is_empty()) {
            return Some("an API key or token is empty: set one that is not, or none to accept every caller");
        }
        if self.hosts.has_empty() {
            return Some("an allowed host is empty: set a name, such as mock.test, or none");
        }
        if self.cors.invalid().is_some() {
            return Some("an allowed origin is none: set a scheme, a host and a port, such as http://localhost:3000, or * for any page");
        }
        if self.bound.number == 0 {
            return Some("a server that keeps nothing has no sessions: keep at least 1");
        }
        if self.rate_limit.is_some_and(|limit| limit.requests == 0 || limit.per.is_zero()) {
            return Some("a rate limit needs at least 1 request, and a time above 0");
        }
        if self.session_expiry.is_some_and(|expiry| expiry.is_zero()) {
            return Some("sessions that expire at once cannot be used: set a time above 0");
        }
        None
    }
}
