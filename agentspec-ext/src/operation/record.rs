//! A record of what is known of a call at any time: for those who cancel it or share its stream.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::Evidence;
use crate::error::{Error, ErrorKind, FailedAttempt, Outcome};
use crate::headers;
use crate::ids::Ids;
use crate::plural::plural;
use crate::secret::Secrets;

/// A record of what is known of one call, during the call and after it was cancelled: its ids, its attempts, and whether its request may have been
/// sent. Clones share it.
///
/// A call that is dropped, as by a timeout of your own, returns no error. Its record creates an error that says what is known about the request:
///
/// ```
/// use std::time::Duration;
/// use agentspec_ext::{CallRecord, Client, LocalCause};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let server = agentspec_mock::MockServer::start().await;
/// # server.answer_next(agentspec_mock::Answer::status(500).delay(Duration::from_secs(3600)));
/// # let client = Client::builder().base_url(server.url()).build()?;
/// let record = CallRecord::default();
/// let call = client.agents().invoke("assistant", "Hello").record_in(&record);
/// # let record_of_call = record.clone();
/// # let has_left = async { while server.received_count() == 0 { tokio::task::yield_now().await } };
/// # #[cfg(any())]
/// let answer = tokio::time::timeout(Duration::from_secs(5), call).await;
/// # let answer: Result<(), ()> = tokio::select! { biased; _ = call.into_future() => Ok(()), () = has_left => Err(()) };
/// if answer.is_err() {
///     let error = record.error(LocalCause::Cancelled, 0);
///     assert!(error.may_have_run());
///     println!("call {} may have run", error.sent_correlation_id().unwrap_or_default());
/// }
/// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
/// ```
///
/// A record belongs to one call: a second call with the same record replaces the first.
#[derive(Clone, Default)]
pub struct CallRecord(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    ids: Option<Ids>,
    history: Vec<FailedAttempt>,
    /// The evidence of the last attempt, if it is in progress or was cancelled.
    evidence: Option<Evidence>,
    response: Option<(StatusCode, HeaderMap)>,
    /// The number of events that a collector received, and the text that it had if it was dropped.
    collected: (u64, Option<String>),
    /// Whether the same request may have run before this call.
    may_have_run: bool,
    /// Whether the call has begun and has neither ended nor been dropped.
    is_in_flight: bool,
}

/// Why a call has no response, or a reader gets nothing from its stream, although neither the server nor the network failed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum LocalCause {
    /// The call was cancelled before its response was received: code `call_cancelled`.
    Cancelled,
    /// The stream was closed before its end: code `stream_closed`.
    Closed,
    /// A read of the stream was cancelled, and the events that it may have read are lost: code `stream_interrupted`.
    Interrupted,
    /// The stream has already been read, and can only be collected from its start: code `stream_consumed`.
    Consumed,
    /// Another reader is reading the stream: code `stream_busy`.
    Busy,
    /// The stream belongs to another process or event loop, as the message says.
    WrongOwner(String),
    /// This thread may not block, as the message says: a configuration error.
    CannotBlock(String),
}

impl CallRecord {
    /// Creates the error for this cause, with what is known of the request: its outcome, attempts, history and ids. `events` is the number of events
    /// of the stream that the reader received.
    ///
    /// [`Error::is_local`] is true of it. The outcome is never `NotSent` if the request was sent or may still be sent, as that of a call which has not
    /// been dropped yet.
    #[must_use]
    pub fn error(&self, why: LocalCause, events: u64) -> Error {
        let state = self.state();
        let (collected, text) = &state.collected;
        let events = events.max(*collected);
        let is_stream = !matches!(why, LocalCause::Cancelled) || events > 0;
        // The outcome of a call in progress is not final.
        let may_continue = state.is_in_flight || matches!(why, LocalCause::Busy | LocalCause::WrongOwner(_));
        let floor = if may_continue { Outcome::Unknown } else { Outcome::NotSent };
        let (kind, code, message) = why.describe(events);
        let mut error = Error::new(kind, state.attempt_outcome(events).max(floor), message).local();
        if let Some(code) = code {
            error = error.with_code(code);
        }
        if is_stream {
            error = error.with_events(events);
        }
        if let Some((status, headers)) = &state.response {
            error = error.with_response(*status, headers.clone(), &[]);
        }
        if let Some(text) = text {
            error = error.with_partial_text(text.clone(), &Secrets::NONE);
        }
        state.complete_error(error)
    }

    /// Begins the call, which is in progress until the returned guard is dropped.
    pub(crate) fn begin(&self, ids: &Ids) -> InFlight {
        *self.state() = State { ids: Some(ids.clone()), is_in_flight: true, ..State::default() };
        InFlight(self.clone())
    }

    /// Marks the request as one that may have run before.
    pub(crate) fn mark_resent(&self) {
        self.state().may_have_run = true;
    }

    pub(crate) fn begin_attempt(&self, evidence: &Evidence) {
        self.state().evidence = Some(evidence.clone());
    }

    pub(crate) fn record_failure(&self, attempt: &FailedAttempt) {
        let mut state = self.state();
        state.evidence = None;
        state.history.push(attempt.clone());
    }

    pub(crate) fn record_response(&self, status: StatusCode, headers: &HeaderMap) {
        let mut state = self.state();
        state.response = Some((status, headers::detached(headers)));
        // The response proves more.
        state.evidence = None;
    }

    /// Records that a collector has finished.
    pub(crate) fn record_consumed(&self, events: u64) {
        self.state().collected = (events, None);
    }

    /// Records the text and the number of events of a collector that was dropped.
    pub(crate) fn record_collected(&self, text: String, events: u64, secrets: &Secrets) {
        self.state().collected = (events, Some(Error::redact_text(text, secrets)));
    }

    /// Adds what is known of the call to the error: the current attempt is the last of its history.
    pub(crate) fn complete_error(&self, error: Error) -> Error {
        self.state().complete_error(error)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call in progress.
#[must_use = "dropping it marks the call as ended"]
pub(crate) struct InFlight(CallRecord);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.state().is_in_flight = false;
    }
}

impl State {
    /// Returns the outcome of the last attempt.
    fn attempt_outcome(&self, events: u64) -> Outcome {
        match &self.response {
            Some(_) if events > 0 => Outcome::Partial,
            Some(_) => Outcome::Unknown,
            None if self.may_have_run || self.evidence.as_ref().is_some_and(Evidence::is_released) => Outcome::Unknown,
            None => Outcome::NotSent,
        }
    }

    fn complete_error(&self, error: Error) -> Error {
        let Some(ids) = &self.ids else { return error };
        let is_attempted = self.response.is_some() || self.evidence.is_some();
        let last = is_attempted.then(|| FailedAttempt::new(&error, None));
        error.with_call(ids, self.history.iter().cloned().chain(last).collect())
    }
}

impl LocalCause {
    fn describe(self, events: u64) -> (ErrorKind, Option<&'static str>, String) {
        let taken = format!("{} {} taken", plural(events, "event"), if events == 1 { "was" } else { "were" });
        match self {
            Self::Cancelled => {
                let message = "the call was cancelled before its response was received".to_owned();
                (ErrorKind::Interrupted, Some("call_cancelled"), message)
            }
            Self::Closed => {
                let message = format!("the stream was closed before its end, after {taken}: the rest of it is lost");
                (ErrorKind::Interrupted, Some("stream_closed"), message)
            }
            Self::Interrupted => {
                let message = format!("a read of the stream was interrupted, which closed the stream, after {taken}: open another one");
                (ErrorKind::Interrupted, None, message)
            }
            Self::Consumed => {
                let message = format!("the stream has already been read ({taken}): collect a stream once, from its start");
                (ErrorKind::InvalidRequest, Some("stream_consumed"), message)
            }
            Self::Busy => {
                let message = format!("another reader is reading this stream ({taken}): read it from one thread or task");
                (ErrorKind::InvalidRequest, Some("stream_busy"), message)
            }
            Self::WrongOwner(message) => (ErrorKind::InvalidRequest, None, message),
            Self::CannotBlock(message) => (ErrorKind::Configuration, None, message),
        }
    }
}

/// Omits the headers.
impl fmt::Debug for CallRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("CallRecord")
            .field("correlation_id", &state.ids.as_ref().map(|ids| &ids.correlation_id))
            .field("history", &state.history)
            .field("status", &state.response.as_ref().map(|(status, _)| status))
            .finish_non_exhaustive()
    }
}
