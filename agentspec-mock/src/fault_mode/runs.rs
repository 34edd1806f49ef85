//! The runs of the fault mode: what each has received, and which connections clients have closed.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Mutex,
};

use bytes::Bytes;
use tokio::sync::watch;

use super::{FaultConnection, FaultRequest, FaultRun};
use crate::{Received, clock::Moment, shared::lock};

/// A connection of the fault mode; the first is 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionId(usize);

/// Where a request is.
#[derive(Debug)]
pub(super) struct Place {
    run: String,
    at: usize,
    /// How many requests of the run that scenario has answered before.
    pub(super) earlier: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Runs {
    state: Mutex<State>,
    /// Whoever waits for the end of a connection is told of each.
    closed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct State {
    runs: HashMap<String, Run>,
    /// When the client closed each connection.
    connections: Vec<Option<Moment>>,
}

#[derive(Debug)]
struct Run {
    started: Moment,
    requests: Vec<FaultRequest>,
}

impl Runs {
    /// A new connection.
    pub(super) fn connected(&self) -> ConnectionId {
        let connections = &mut lock(&self.state).connections;
        connections.push(None);
        ConnectionId(connections.len())
    }

    /// Enters a request whose head is there; its body is entered by [`read`](Self::read).
    pub(super) fn received(
        &self,
        run: &str,
        scenario: &str,
        request: Received,
        now: Moment,
        ConnectionId(connection): ConnectionId,
    ) -> Place {
        let mut state = lock(&self.state);
        let entry = state.runs.entry(run.to_owned()).or_insert_with(|| Run { started: now, requests: Vec::new() });
        let place = Place {
            run: run.to_owned(),
            at: entry.requests.len(),
            earlier: entry.requests.iter().filter(|earlier| earlier.scenario == scenario).count(),
        };
        let at = now.since(entry.started);
        entry.requests.push(FaultRequest { scenario: scenario.to_owned(), request, whole: false, at, connection });
        place
    }

    /// Enters the body of a request.
    pub(super) fn read(&self, place: &Place, body: Bytes) {
        let mut state = lock(&self.state);
        if let Some(entry) = state.runs.get_mut(&place.run).and_then(|run| run.requests.get_mut(place.at)) {
            entry.request.body = body;
            entry.whole = true;
        }
    }

    /// Enters that the client has closed a connection; the first time counts.
    pub(super) fn closed(&self, ConnectionId(id): ConnectionId, now: Moment) {
        if let Some(closed) = lock(&self.state).connections.get_mut(id - 1) {
            closed.get_or_insert(now);
        }
        self.closed.send_replace(());
    }

    pub(super) fn seen(&self, run: &str) -> FaultRun {
        let state = lock(&self.state);
        let Some(run) = state.runs.get(run) else { return FaultRun::default() };
        let ids: BTreeSet<usize> = run.requests.iter().map(|request| request.connection).collect();
        let closed = |id: usize| state.connections.get(id - 1).copied().flatten().map(|closed| closed.since(run.started));
        let connections = ids.into_iter().map(|id| FaultConnection { id, closed: closed(id) }).collect();
        FaultRun { requests: run.requests.clone(), connections }
    }

    /// Waits until a client has closed a connection of that run.
    pub(super) async fn until_closed(&self, run: &str) {
        let mut closed = self.closed.subscribe();
        while !self.has_closed(run) {
            // The sender is `self`: it is there.
            let _ = closed.changed().await;
        }
    }

    fn has_closed(&self, run: &str) -> bool {
        let state = lock(&self.state);
        let is_closed = |request: &FaultRequest| state.connections.get(request.connection - 1).is_some_and(Option::is_some);
        state.runs.get(run).is_some_and(|run| run.requests.iter().any(is_closed))
    }
}
