//! The error type of this crate: opaque, with a kind and predicates.

mod body;
#[cfg(any(feature = "test-util", doc))]
mod builder;
mod certificate;
mod chain;
mod connect;
mod dialect;
mod display;
mod foreign;
pub(crate) mod history;
mod io;
mod kind;
mod redact;
mod request_line;
mod response;
mod truncate;
#[rustfmt::skip]
#[expect(clippy::match_same_arms, clippy::match_overlapping_arm, reason = "row by row, as the contract has it")]
#[path = "generated/error_kind.rs"]
mod kinds;
mod escape;
mod local;
mod location;
mod outcome;
mod page;
mod predicates;
mod response_body;
mod stop_reason;
mod transport;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

use agentspec_client::types::PipelineStep;
use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

pub(crate) use self::body::{ErrorBody, string};
#[cfg(any(feature = "test-util", doc))]
pub use self::builder::ErrorBuilder;
#[cfg(any(feature = "test-util", doc))]
pub(crate) use self::builder::{append, read_status};
pub(crate) use self::chain::sources;
pub(crate) use self::escape::escaped_json;
pub use self::escape::{Escaped, escaped};
pub use self::history::FailedAttempt;
pub(crate) use self::io::{ClosedBeforeResponse, ConnectFailed, TooManyInformational};
pub use self::kind::{ErrorKind, Phase};
pub(crate) use self::local::NO_RUNTIME;
pub use self::outcome::Outcome;
pub(crate) use self::request_line::RequestLine;
pub(crate) use self::response::RawResponse;
pub use self::stop_reason::StopReason;
use self::truncate::Truncated;
use crate::ids::Ids;
use crate::plural::seconds;

/// The error of a failed call or stream.
///
#[doc = include_str!("generated/errors.md")]
///
/// A connection whose certificate is rejected (`Connect`) is not retried. A success response that contains an error body, and an `error` event in
/// [`text`](crate::EventStream::text) or [`final_response`](crate::EventStream::final_response), have the kind of their code; an unknown code is
/// `Server`.
///
/// The source chain holds the errors of other libraries; [`Display`](std::fmt::Display) does not repeat it. A sent credential of four bytes or more
/// is redacted in every part of the error, even if the server echoes it. `Display` escapes characters that control a terminal
/// ([`escaped`](crate::escaped)); the methods return the text unescaped.
pub struct Error(Box<Inner>);

#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact")]
struct Inner {
    kind: ErrorKind,
    outcome: Outcome,
    code: Truncated,
    message: Truncated,
    status: Option<StatusCode>,
    headers: HeaderMap,
    body: Option<Bytes>,
    correlation_id: Option<String>,
    sent_correlation_id: Option<String>,
    idempotency_key: Option<String>,
    stopped_by: Option<StopReason>,
    retry_after: Option<Duration>,
    history: Vec<FailedAttempt>,
    events: Option<u64>,
    steps: Vec<PipelineStep>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// Another attempt would fail in the same way.
    is_final: bool,
    /// The server does not know the route.
    is_unsupported: bool,
    /// The body may be incomplete.
    is_broken: bool,
    /// The time limit was reached before the first attempt.
    is_before_attempt: bool,
    /// The SDK failed without a server or a network.
    is_local: bool,
    /// The text that a collector had received.
    partial_text: Option<String>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            code: Truncated::new(kind.default_code(None)),
            message: Truncated::new(message),
            status: None,
            headers: HeaderMap::new(),
            body: None,
            correlation_id: None,
            sent_correlation_id: None,
            idempotency_key: None,
            stopped_by: None,
            retry_after: None,
            history: Vec::new(),
            events: None,
            steps: Vec::new(),
            source: None,
            is_final: false,
            is_unsupported: false,
            is_broken: false,
            is_before_attempt: false,
            is_local: false,
            partial_text: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Configuration, Outcome::NotSent, message).local()
    }

    pub(crate) fn invalid_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidRequest, Outcome::NotSent, message).local()
    }

    pub(crate) fn with_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.code = Truncated::new(code);
        self
    }

    pub(crate) fn with_events(mut self, events: u64) -> Self {
        self.0.events = Some(events);
        self
    }

    /// Adds the response: its status and headers, and the start of its body.
    pub(crate) fn with_response(mut self, status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        self.0.status = Some(status);
        self.0.headers = headers;
        self.0.body = Some(Bytes::copy_from_slice(&body[..body.len().min(Self::BODY_KEPT)]));
        self
    }

    /// Marks the body of the response as incomplete.
    pub(crate) fn with_incomplete_body(mut self) -> Self {
        self.0.is_broken = true;
        self
    }

    /// Adds the ids of the call and its attempts, this one the last. The correlation id is the server's if the response has one.
    pub(crate) fn with_call(mut self, ids: &Ids, history: Vec<FailedAttempt>) -> Self {
        self.0.correlation_id = Some(ids.effective_correlation_id(&self.0.headers).to_owned());
        self.0.sent_correlation_id = Some(ids.correlation_id.to_string());
        self.0.idempotency_key = ids.sent_idempotency_key().map(str::to_owned);
        self.0.outcome = history.iter().map(FailedAttempt::outcome).fold(self.0.outcome, Ord::max);
        self.0.history = history;
        self
    }

    /// Returns the error of a call whose deadline has passed; `outcome` is `NotSent` if no attempt was made.
    pub(crate) fn deadline_exceeded(deadline: Duration, outcome: Outcome, why: &str) -> Self {
        let message = format!("the call's deadline of {} has passed: {why}", seconds(deadline));
        let mut error = Self::new(ErrorKind::Timeout(Phase::Deadline), outcome, message);
        error.0.is_before_attempt = outcome == Outcome::NotSent;
        error
    }

    pub(crate) fn with_stop_reason(mut self, stop: StopReason) -> Self {
        self.0.stopped_by = Some(stop);
        self
    }

    /// Sets the outcome to `NotSent`. A timeout of the response becomes one of the connection, since no request was sent.
    pub(crate) fn into_not_sent(mut self, request: Option<&RequestLine>) -> Self {
        self.0.outcome = Outcome::NotSent;
        if let Some(request) = request.filter(|_| self.is_timeout()) {
            let message = std::mem::replace(&mut self.0.message, Truncated::new(""));
            self.0.message =
                message.map(|message| Some(format!("{message}: the connection to {} was not established", request.host_and_port())));
        }
        if self.0.kind == ErrorKind::Timeout(Phase::Request) {
            self.0.kind = ErrorKind::Timeout(Phase::Connect);
        }
        self
    }

    /// Raises the outcome to what is proven, whatever a middleware reported. An error whose outcome was too low is not retried.
    pub(crate) fn with_minimum_outcome(mut self, proven: Outcome) -> Self {
        if proven > self.0.outcome {
            self.0.outcome = proven;
            self.0.is_final = true;
        }
        self
    }

    pub(crate) fn is_final(&self) -> bool {
        self.0.is_final
    }

    /// Sets what a retry depends on in addition to the kind, the code and the status.
    #[cfg(test)]
    pub(crate) fn for_retry(mut self, is_final: bool, retry_after: Option<Duration>) -> Self {
        self.0.is_final = is_final;
        self.0.retry_after = retry_after;
        self
    }
}

impl Error {
    /// Creates the error with which a [`Middleware`](crate::Middleware) refuses a request: [`is_invalid_request`](Self::is_invalid_request) is true
    /// of it, and its code is `refused`. It is not retried. Its outcome is `NotSent`, unless the middleware had passed the request on.
    ///
    /// `message` gives the reason and contains no secret. [`with_source`](Self::with_source) adds a cause.
    #[must_use]
    pub fn refused(message: impl Into<String>) -> Self {
        let mut error = Self::invalid_request(message.into()).with_code(Self::REFUSED.to_owned());
        error.0.is_final = true;
        error
    }

    /// Replaces the source of the error: for a refusal that is caused by another library's error.
    ///
    /// ```
    /// use std::error::Error as _;
    /// use agentspec_ext::Error;
    ///
    /// let read = "seven".parse::<u32>();
    /// let error = Error::refused("the quota cannot be read").with_source(read.unwrap_err());
    /// assert!(error.source().is_some_and(|source| source.is::<std::num::ParseIntError>()));
    /// ```
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) const REFUSED: &str = "refused";

    pub(crate) const NO_CREDENTIAL: &str = "credential_unavailable";

    /// The number of bytes of a response body that an error keeps.
    pub const BODY_LIMIT: usize = 2048;

    /// Returns the kind of the error, for a `match`.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the machine-readable code: the server's if it sent one, otherwise the default of the kind.
    #[must_use]
    pub fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// Returns the human-readable message: the server's if it sent one. A message longer than 1 KiB is truncated and ends in `…`.
    #[must_use]
    pub fn message(&self) -> &str {
        self.0.message.as_str()
    }

    /// Returns the status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the headers of the response; empty if there was none.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the first [2 KiB](Self::BODY_LIMIT) of the response body, with the sent credentials redacted.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref().map(|body| &body[..body.len().min(Self::BODY_LIMIT)])
    }

    /// Returns the id that identifies the call in the logs of both sides: the server's if it sent one, otherwise the one that the client sent. None
    /// before a call was made.
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        self.0.correlation_id.as_deref()
    }

    /// Returns the correlation id that every attempt sent. None before a call was made.
    #[must_use]
    pub fn sent_correlation_id(&self) -> Option<&str> {
        self.0.sent_correlation_id.as_deref()
    }

    /// Returns the `Idempotency-Key` that every attempt sent; None for GET and DELETE, and before a call was made. A server that supports the header
    /// runs all requests with the same key once.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    /// Returns why no further attempt was made; None if no attempt was made, and for a stream that had begun.
    #[must_use]
    pub fn stopped_by(&self) -> Option<StopReason> {
        self.0.stopped_by
    }

    /// Returns the delay that the server requested by `Retry-After` (RFC 9110, section 10.2.3). It may exceed what a clock can count.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns what is known of the request: whether it was sent, was rejected, or may have run.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns whether the agent may have run, and so may have cost money and acted on the world. If false, it did not run.
    #[must_use]
    pub fn may_have_run(&self) -> bool {
        self.0.outcome.may_have_run()
    }

    /// Returns the number of attempts; 0 if the call failed before the first.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        history::count(&self.0.history)
    }

    /// Returns the failed attempts in order. The last one is the subject of this error.
    #[must_use]
    pub fn history(&self) -> &[FailedAttempt] {
        &self.0.history
    }

    /// Returns the number of events that a stream delivered before it failed.
    #[must_use]
    pub fn events(&self) -> Option<u64> {
        self.0.events
    }

    /// Returns the steps of a failed pipeline run, if the server sent them (`pipeline_error`); otherwise empty.
    #[must_use]
    pub fn steps(&self) -> &[PipelineStep] {
        &self.0.steps
    }
}
