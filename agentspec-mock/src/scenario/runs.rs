//! The runs of scenarios: what each has received, and which connections clients have closed. Keeps the newest requests, and a run as long
//! as one of its requests.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Mutex,
};

use bytes::Bytes;
use tokio::sync::watch;

use super::seen::{ScenarioConnection, ScenarioRequest, ScenarioRun};
use crate::{
    bounded::{Bound, BoundedLog, EntryKey},
    clock::Moment,
    journal::received::Received,
    lock::lock,
};

/// A connection to scenarios.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectionId {
    key: EntryKey,
    /// The first is 1.
    number: usize,
}

/// The id of a request.
#[derive(Debug)]
pub(crate) struct RequestId {
    key: EntryKey,
    /// The number of earlier requests of the run to the same scenario.
    pub(crate) earlier: usize,
}

#[derive(Debug)]
pub(crate) struct ScenarioRuns {
    state: Mutex<State>,
    /// Notifies of each closed connection.
    closed: watch::Sender<()>,
}

#[derive(Debug)]
struct State {
    runs: HashMap<String, Run>,
    requests: BoundedLog<Entry>,
    connections: BoundedLog<Connection>,
}

#[derive(Debug)]
struct Run {
    started: Moment,
    /// The number of its requests that are kept.
    kept: usize,
    /// The number of requests to each scenario.
    answered: HashMap<String, usize>,
}

#[derive(Debug)]
struct Entry {
    run: String,
    request: ScenarioRequest,
}

#[derive(Debug)]
struct Connection {
    number: usize,
    /// When the client closed it.
    closed: Option<Moment>,
}

impl ScenarioRuns {
    pub(crate) fn new(bound: Bound) -> Self {
        let requests = BoundedLog::new("requests to scenarios", bound);
        let connections = BoundedLog::new("connections to scenarios", bound);
        Self { state: Mutex::new(State { runs: HashMap::new(), requests, connections }), closed: watch::Sender::default() }
    }

    /// Records a new connection.
    pub(crate) fn connected(&self) -> ConnectionId {
        let connections = &mut lock(&self.state).connections;
        let number = usize::try_from(connections.added()).map_or(usize::MAX, |earlier| earlier.saturating_add(1));
        let key = connections.push(Connection { number, closed: None }, 0);
        drop(connections.trim(|_| true));
        ConnectionId { key, number }
    }

    /// Records a request when its head is complete. [`read`](Self::read) records its body.
    pub(crate) fn received(&self, run: &str, scenario: &str, request: Received, now: Moment, connection: ConnectionId) -> RequestId {
        let mut state = lock(&self.state);
        let entry = state.runs.entry(run.to_owned()).or_insert_with(|| Run { started: now, kept: 0, answered: HashMap::new() });
        entry.kept += 1;
        let answered = entry.answered.entry(scenario.to_owned()).or_default();
        let earlier = *answered;
        *answered += 1;
        let at = now.since(entry.started);
        let bytes = run.len() + scenario.len() + request.size();
        let request = ScenarioRequest { scenario: scenario.to_owned(), request, whole: false, at, connection: connection.number };
        let key = state.requests.push(Entry { run: run.to_owned(), request }, bytes);
        state.trim();
        RequestId { key, earlier }
    }

    /// Records the body of a request.
    pub(crate) fn read(&self, request_id: &RequestId, body: Bytes) {
        let mut state = lock(&self.state);
        if let Some(entry) = state.requests.get_mut(request_id.key) {
            let bytes = body.len();
            entry.request.request.body = body;
            entry.request.whole = true;
            state.requests.grow(request_id.key, bytes);
            state.trim();
        }
    }

    /// Records that the client has closed a connection. The first time counts.
    pub(crate) fn closed(&self, connection: ConnectionId, now: Moment) {
        if let Some(connection) = lock(&self.state).connections.get_mut(connection.key) {
            connection.closed.get_or_insert(now);
        }
        self.closed.send_replace(());
    }

    /// Returns the number of dropped requests.
    pub(crate) fn dropped(&self) -> u64 {
        lock(&self.state).requests.dropped()
    }

    pub(crate) fn seen(&self, run: &str) -> ScenarioRun {
        let state = lock(&self.state);
        let dropped = state.requests.dropped();
        let Some(Run { started, .. }) = state.runs.get(run) else { return ScenarioRun { dropped, ..ScenarioRun::default() } };
        let requests: Vec<ScenarioRequest> = state.requests_of(run).cloned().collect();
        let numbers: BTreeSet<usize> = requests.iter().map(|request| request.connection).collect();
        let closed = |number| state.closed(number).map(|closed| closed.since(*started));
        let connections = numbers.into_iter().map(|id| ScenarioConnection { id, closed: closed(id) }).collect();
        ScenarioRun { requests, connections, dropped }
    }

    /// Waits until a client has closed a connection of the run.
    pub(crate) async fn until_closed(&self, run: &str) {
        let mut closed = self.closed.subscribe();
        while !self.has_closed(run) {
            // The sender is `self`, so this is no error.
            let _ = closed.changed().await;
        }
    }

    fn has_closed(&self, run: &str) -> bool {
        let state = lock(&self.state);
        state.requests_of(run).any(|request| state.closed(request.connection).is_some())
    }
}

impl State {
    fn requests_of<'s>(&'s self, run: &'s str) -> impl Iterator<Item = &'s ScenarioRequest> {
        self.requests.iter().filter(move |entry| entry.run == run).map(|entry| &entry.request)
    }

    fn closed(&self, number: usize) -> Option<Moment> {
        self.connections.iter().find(|connection| connection.number == number)?.closed
    }

    fn trim(&mut self) {
        for gone in self.requests.trim(|_| true) {
            if let Some(run) = self.runs.get_mut(&gone.run) {
                run.kept -= 1;
                if run.kept == 0 {
                    self.runs.remove(&gone.run);
                }
            }
        }
    }
}
