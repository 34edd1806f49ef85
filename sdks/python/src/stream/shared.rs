//! The state of a stream that its readers share. The call's record makes the errors of refused reads.

use std::future::Future;
use std::pin::pin;

use agentspec_ext::{CallRecord, LocalCause};
use futures::future::{Either, select};
use tokio::sync::{Mutex, watch};

use super::source::{Batch, Source};
use crate::errors::Failure;
use crate::json;
use crate::telemetry::Telemetry;

/// The state of a stream.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum State {
    Open,
    /// Its last item has arrived.
    Ended,
    /// It was closed before its end.
    Closed,
    /// A read of it was cancelled.
    Interrupted,
}

pub(super) struct Shared {
    /// None during a read, as a cancelled read drops the source; and once the stream is not open.
    source: Mutex<Option<Source>>,
    state: watch::Sender<State>,
    record: CallRecord,
    /// None if it is neither logged nor traced.
    pub(super) telemetry: Option<Telemetry>,
}

impl Shared {
    pub(super) fn new(source: Source, record: CallRecord, telemetry: Option<Telemetry>) -> Self {
        Self { source: Mutex::new(Some(source)), state: watch::Sender::new(State::Open), record, telemetry }
    }

    /// Returns the next items, to one reader at a time; an empty batch at the end.
    pub(super) async fn batch(&self) -> Result<Batch, LocalCause> {
        let Ok(mut place) = self.source.try_lock() else { return self.nothing(LocalCause::Busy) };
        let Some(mut source) = place.take() else { return self.nothing(LocalCause::Interrupted) };
        let Some(batch) = self.unless_stopped(source.batch()).await else { return self.nothing(LocalCause::Interrupted) };
        if batch.is_empty() {
            self.stop(State::Ended);
        } else {
            *place = Some(source);
        }
        drop(place);
        // It may have been stopped meanwhile, while the source was not in its place.
        self.empty();
        Ok(batch)
    }

    /// Collects the whole stream into the JSON of one response. Refused if items were taken.
    pub(super) async fn collect(&self, taken: u64) -> Result<String, Failure> {
        let refused = |why| Failure::from(self.record.error(why, taken));
        let Ok(mut place) = self.source.try_lock() else { return Err(refused(self.refusal().unwrap_or(LocalCause::Busy))) };
        if let Some(why) = self.refusal().or((taken > 0).then_some(LocalCause::Consumed)) {
            return Err(refused(why));
        }
        let Some(Source::Events(events)) = place.take() else { return Err(refused(LocalCause::Interrupted)) };
        let collected = self.unless_stopped(events.final_response()).await;
        self.stop(State::Ended);
        match collected {
            Some(collected) => Ok(json::text(&collected?)),
            None => Err(refused(self.refusal().unwrap_or(LocalCause::Closed))),
        }
    }

    /// Returns the result of a read that finds no source. `why` is its refusal if the stream is open.
    fn nothing(&self, why: LocalCause) -> Result<Batch, LocalCause> {
        match self.refusal() {
            None => Err(why),
            Some(LocalCause::Consumed) => Ok(Batch::new()),
            Some(refusal) => Err(refusal),
        }
    }

    /// Returns why the stream can no longer be collected; None if it is open.
    fn refusal(&self) -> Option<LocalCause> {
        match *self.state.borrow() {
            State::Open => None,
            State::Ended => Some(LocalCause::Consumed),
            State::Closed => Some(LocalCause::Closed),
            State::Interrupted => Some(LocalCause::Interrupted),
        }
    }

    async fn unless_stopped<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut state = self.state.subscribe();
        let stopped = pin!(state.wait_for(|state| *state != State::Open));
        match select(pin!(future), stopped).await {
            Either::Left((output, _)) => Some(output),
            Either::Right(_) => None,
        }
    }

    /// Ends the stream, even during a read.
    pub(super) fn stop(&self, end: State) {
        self.state.send_if_modified(|state| *state == State::Open && std::mem::replace(state, end) != end);
        self.empty();
    }

    /// Drops the source of a stream that is no longer open, which closes its connection.
    fn empty(&self) {
        if *self.state.borrow() != State::Open
            && let Ok(mut place) = self.source.try_lock()
        {
            *place = None;
        }
    }
}
