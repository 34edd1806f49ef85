//! A builder of errors for tests.

use std::error::Error as StdError;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::truncate::Truncated;
use super::{Error, ErrorKind, Phase, RawResponse, response};
use super::{FailedAttempt, Outcome, StopReason};
use crate::headers::retry_after;
use crate::secret::Secrets;

/// Builds an [`Error`] for a test: from a [kind](Self::new), or as the client builds it from a [response](Self::from_status).
///
/// ```
/// use agentspec_ext::testing::ErrorBuilder;
/// use agentspec_ext::{ErrorKind, Outcome, Phase};
///
/// let error = ErrorBuilder::new(ErrorKind::Timeout(Phase::Request)).message("too slow").attempts(3).build();
/// assert!(error.is_timeout() && error.may_have_run());
/// assert_eq!((error.code(), error.message(), error.attempts()), ("timeout", "too slow", 3));
///
/// let error = ErrorBuilder::from_status(429).body(r#"{"error": {"code": "budget_exceeded", "message": "None left."}}"#).build();
/// assert_eq!((error.kind(), error.code(), error.outcome()), (ErrorKind::RateLimit, "budget_exceeded", Outcome::Rejected));
/// ```
#[derive(Debug)]
#[must_use = "call build()"]
pub struct ErrorBuilder {
    origin: Origin,
    status: Option<StatusCode>,
    headers: HeaderMap,
    body: Vec<u8>,
    outcome: Option<Outcome>,
    code: Option<String>,
    message: Option<String>,
    retry_after: Option<Duration>,
    correlation_id: Option<String>,
    idempotency_key: Option<String>,
    stopped_by: Option<StopReason>,
    attempts: Option<u32>,
    history: Vec<FailedAttempt>,
    events: Option<u64>,
    partial_text: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The base of an error.
#[derive(Clone, Copy, Debug)]
enum Origin {
    Kind(ErrorKind),
    Status(StatusCode),
}

impl ErrorBuilder {
    /// Starts an error of this kind. Its code is the default of the kind and the [status](Self::status). Its outcome is the usual one: `NotSent` if the
    /// client refuses the request or cannot connect, `Rejected` if the server refuses it, otherwise `Unknown`.
    pub fn new(kind: ErrorKind) -> Self {
        Self::with_origin(Origin::Kind(kind))
    }

    /// Starts the error that the client builds from a response with this status: the kind, the code and the message of its [body](Self::body), the
    /// outcome, and [`Retry-After`](Self::header).
    ///
    /// # Panics
    /// If the number is not a status from 100 to 999.
    pub fn from_status(status: u16) -> Self {
        Self::with_origin(Origin::Status(read_status(status)))
    }

    fn with_origin(origin: Origin) -> Self {
        Self {
            origin,
            status: None,
            headers: HeaderMap::new(),
            body: Vec::new(),
            outcome: None,
            code: None,
            message: None,
            retry_after: None,
            correlation_id: None,
            idempotency_key: None,
            stopped_by: None,
            attempts: None,
            history: Vec::new(),
            events: None,
            partial_text: None,
            source: None,
        }
    }

    /// Sets the status of the response, for an error of a [kind](Self::new).
    ///
    /// # Panics
    /// If the number is not a status from 100 to 999.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(read_status(status));
        self
    }

    /// Adds a header to the response. Headers of the same name are kept.
    ///
    /// # Panics
    /// If the name or the value is not valid in a header.
    pub fn header(mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) -> Self {
        append(&mut self.headers, name.as_ref(), value);
        self
    }

    /// Sets the body of the response. An AgentSpec error has the body `{"error": {"code": "…", "message": "…"}}`.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets what is known of the request.
    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// Sets the machine-readable code.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Sets the human-readable message.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Sets the delay that the server requested.
    pub fn retry_after(mut self, delay: impl Into<Option<Duration>>) -> Self {
        self.retry_after = delay.into();
        self
    }

    /// Sets the correlation id that was sent. Default: none.
    pub fn correlation_id(mut self, id: impl Into<String>) -> Self {
        self.correlation_id = Some(id.into());
        self
    }

    /// Sets the `Idempotency-Key` that was sent. Default: none.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Sets why no further attempt was made.
    pub fn stopped_by(mut self, stop: StopReason) -> Self {
        self.stopped_by = Some(stop);
        self
    }

    /// Sets the number of attempts, all of which failed with this error. Default 1; 0 if the client refuses the request or waited for a turn.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// Sets the failed attempts, including the last, and replaces [`attempts`](Self::attempts). [`failed_attempt`](crate::testing::failed_attempt)
    /// creates one. The outcome is the furthest of all of them.
    pub fn history(mut self, history: impl IntoIterator<Item = FailedAttempt>) -> Self {
        self.history = history.into_iter().collect();
        self
    }

    /// Sets the number of events that a stream delivered before it failed.
    pub fn events(mut self, events: impl Into<Option<u64>>) -> Self {
        self.events = events.into();
        self
    }

    /// Sets the text that a collector had received when it failed.
    pub fn partial_text(mut self, text: impl Into<String>) -> Self {
        self.partial_text = Some(text.into());
        self
    }

    /// Sets the error of another library that caused this one.
    pub fn source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Builds the error.
    #[must_use]
    pub fn build(self) -> Error {
        let mut error = self.base();
        let inner = &mut *error.0;
        inner.status = self.status.or(inner.status);
        inner.outcome = self.outcome.unwrap_or(inner.outcome);
        inner.retry_after = self.retry_after.or(inner.retry_after);
        inner.correlation_id.clone_from(&self.correlation_id);
        inner.sent_correlation_id = self.correlation_id;
        inner.idempotency_key = self.idempotency_key;
        inner.stopped_by = self.stopped_by;
        inner.events = self.events;
        inner.partial_text = self.partial_text;
        inner.source = self.source.or(inner.source.take());
        if let Some(code) = self.code {
            inner.code = Truncated::new(code);
        }
        if let Some(message) = self.message {
            inner.message = Truncated::new(message);
        }
        let is_untried = matches!(inner.kind, ErrorKind::Configuration | ErrorKind::InvalidRequest | ErrorKind::Timeout(Phase::Turn));
        let is_tried = inner.status.is_some() || !is_untried;
        let attempts = self.attempts.unwrap_or(u32::from(is_tried));
        inner.is_before_attempt = attempts == 0 && self.history.is_empty();
        let history = match self.history {
            given if given.is_empty() => (0..attempts).map(|_| FailedAttempt::new(&error, None)).collect(),
            given => given,
        };
        error.0.outcome = history.iter().map(FailedAttempt::outcome).fold(error.0.outcome, Ord::max);
        error.0.history = history;
        error.redacted(&Secrets::NONE)
    }

    /// Builds the error as the client does, before the setters change it.
    fn base(&self) -> Error {
        const MESSAGE: &str = "built by a test";
        let kind = match self.origin {
            Origin::Kind(kind) => kind,
            Origin::Status(status) => {
                let response = RawResponse { status, headers: self.headers.clone(), body: self.body.clone(), undecodable: None };
                return Error::from_response(response, SystemTime::UNIX_EPOCH, &Secrets::NONE);
            }
        };
        let mut error = match kind {
            ErrorKind::Configuration => Error::configuration(MESSAGE),
            ErrorKind::InvalidRequest if self.status.is_none() => Error::invalid_request(MESSAGE),
            _ => Error::new(kind, outcome_of(kind, self.status), MESSAGE),
        };
        error.0.code = Truncated::new(kind.default_code(self.status.map(|status| status.as_u16())));
        error.0.retry_after = retry_after(&self.headers, SystemTime::UNIX_EPOCH);
        error.0.headers = self.headers.clone();
        error.0.body = Some(Bytes::from(self.body.clone())).filter(|body| !body.is_empty());
        error
    }
}

/// Returns the usual outcome of an error of this kind.
fn outcome_of(kind: ErrorKind, status: Option<StatusCode>) -> Outcome {
    match (kind, status) {
        (ErrorKind::InvalidRequest | ErrorKind::Server | ErrorKind::Status, Some(status)) => response::outcome(status),
        (kind, _) => outcome_without_status(kind),
    }
}

fn outcome_without_status(kind: ErrorKind) -> Outcome {
    match kind {
        ErrorKind::Configuration
        | ErrorKind::InvalidRequest
        | ErrorKind::Connect
        | ErrorKind::Timeout(Phase::Connect | Phase::Credential | Phase::Turn) => Outcome::NotSent,
        ErrorKind::Authentication | ErrorKind::PermissionDenied | ErrorKind::NotFound | ErrorKind::RateLimit | ErrorKind::Status => {
            Outcome::Rejected
        }
        ErrorKind::Server
        | ErrorKind::Transport
        | ErrorKind::Timeout(Phase::Request | Phase::Idle | Phase::Run | Phase::Deadline)
        | ErrorKind::Interrupted
        | ErrorKind::Decode
        | ErrorKind::TooLarge => Outcome::Unknown,
    }
}

pub(crate) fn read_status(status: u16) -> StatusCode {
    let Ok(status) = StatusCode::from_u16(status) else { panic!("invalid status {status}: expected a number from 100 to 999") };
    status
}

pub(crate) fn append(headers: &mut HeaderMap, name: &str, value: impl TryInto<HeaderValue>) {
    let (Ok(known), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), value.try_into()) else {
        panic!("header {name:?}: invalid name or value");
    };
    headers.append(known, value);
}
