//! What a run of a scenario has received, for tests: as a type, and as JSON.

use std::time::Duration;

use serde::Serialize;

use crate::{
    clock::millis,
    journal::{received::Received, wire::ReceivedWire},
};

/// What a run of scenarios has received so far, as returned by [`MockServer::scenario_seen`](crate::MockServer::scenario_seen).
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ScenarioRun {
    /// Its requests, in order.
    pub requests: Vec<ScenarioRequest>,
    /// Their connections, in order.
    pub connections: Vec<ScenarioConnection>,
    /// The number of the oldest requests, of all runs, that the server has dropped.
    pub dropped: u64,
}

/// A request of a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ScenarioRequest {
    /// The scenario that answers it.
    pub scenario: String,
    /// The request. Its path is the part after the base URL.
    pub request: Received,
    /// Whether its body was read to the end.
    pub whole: bool,
    /// When its head was complete, since that of the run's first request, by the server's clock.
    pub at: Duration,
    /// The `id` of its connection.
    pub connection: usize,
}

/// A connection of a run. It may also have requests of other runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScenarioConnection {
    /// Its number in this server, from 1.
    pub id: usize,
    /// When the client closed it, or its sending side, while the server had it open: since the head of the run's first request, by the
    /// server's clock. `None` if it is open, or the server closed it first.
    pub closed: Option<Duration>,
}

impl ScenarioRun {
    /// Returns the answer to `GET /_scenario/<run>/seen`.
    pub(crate) fn wire(&self) -> impl Serialize {
        Wire {
            requests: self.requests.iter().map(RequestWire::new).collect(),
            connections: self.connections.iter().map(|it| ConnectionWire { id: it.id, closed_ms: it.closed.map(millis) }).collect(),
            dropped: self.dropped,
        }
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    requests: Vec<RequestWire<'a>>,
    connections: Vec<ConnectionWire>,
    dropped: u64,
}

#[derive(Serialize)]
struct RequestWire<'a> {
    scenario: &'a str,
    #[serde(flatten)]
    request: ReceivedWire<'a>,
    whole: bool,
    at_ms: u64,
    connection: usize,
}

#[derive(Serialize)]
struct ConnectionWire {
    id: usize,
    closed_ms: Option<u64>,
}

impl<'a> RequestWire<'a> {
    fn new(seen: &'a ScenarioRequest) -> Self {
        let ScenarioRequest { scenario, request, whole, at, connection } = seen;
        Self { scenario, request: ReceivedWire::new(request), whole: *whole, at_ms: millis(*at), connection: *connection }
    }
}
