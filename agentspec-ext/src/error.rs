//! The one error of this crate: opaque, with a kind and predicates.

mod body;
#[cfg(any(feature = "test-util", doc))]
mod builder;
mod certificate;
mod chain;
mod connect;
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

pub(crate) use self::body::ErrorBody;
#[cfg(any(feature = "test-util", doc))]
pub use self::builder::ErrorBuilder;
#[cfg(any(feature = "test-util", doc))]
pub(crate) use self::builder::{append, read_status};
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

/// What a call or a stream failed with.
///
#[doc = include_str!("generated/errors.md")]
///
/// No certificate that is refused (`Connect`) is tried again. A success whose body is an error, and an `error` event that [`text`](crate::EventStream::text) or
/// [`final_response`](crate::EventStream::final_response) meets, have the kind of their code; an unknown code is `Server`.
///
/// The source chain holds what other libraries reported; [`Display`](std::fmt::Display) does not repeat it. No credential of four bytes or more is in any part, though the server says
/// it back. `Display` escapes what would act on a terminal ([`escaped`](crate::escaped)); what the methods return is as it came.
pub struct Error(Box<Inner>);

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
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
    /// The next attempt would end the same.
    is_final: bool,
    /// The server does not know the route.
    is_unsupported: bool,
    /// The body may not have come whole.
    is_broken: bool,
    /// The time was over before anything was tried.
    is_before_attempt: bool,
    /// Nobody was asked.
    is_local: bool,
    /// What a collector had.
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

    /// The answer that this error is about: its status and headers, and the start of its body.
    pub(crate) fn with_response(mut self, status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        self.0.status = Some(status);
        self.0.headers = headers;
        self.0.body = Some(Bytes::copy_from_slice(&body[..body.len().min(Self::BODY_KEPT)]));
        self
    }

    /// The body of the answer did not come whole.
    pub(crate) fn with_incomplete_body(mut self) -> Self {
        self.0.is_broken = true;
        self
    }

    /// What the call as a whole knows: its correlation id, unless the server named another, and what came of each attempt, this one the last.
    pub(crate) fn with_call(mut self, ids: &Ids, history: Vec<FailedAttempt>) -> Self {
        self.0.correlation_id = Some(ids.effective_correlation_id(&self.0.headers).to_owned());
        self.0.sent_correlation_id = Some(ids.correlation_id.clone());
        self.0.idempotency_key = ids.sent_idempotency_key().map(str::to_owned);
        self.0.outcome = history.iter().map(FailedAttempt::outcome).fold(self.0.outcome, Ord::max);
        self.0.history = history;
        self
    }

    /// The time of the whole call is over: `NotSent` where that was so before an attempt.
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

    /// The request was never out, so that no answer can have been late: the connection was.
    pub(crate) fn into_not_sent(mut self, request: Option<&RequestLine>) -> Self {
        self.0.outcome = Outcome::NotSent;
        if let Some(request) = request.filter(|_| self.is_timeout()) {
            let message = std::mem::replace(&mut self.0.message, Truncated::new(""));
            self.0.message = message.map(|message| Some(format!("{message}: there was no connection to {} yet", request.host_and_port())));
        }
        if self.0.kind == ErrorKind::Timeout(Phase::Request) {
            self.0.kind = ErrorKind::Timeout(Phase::Connect);
        }
        self
    }

    /// At least this is known of the request, whatever a middleware says. What it did not know is not tried again.
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
}

impl Error {
    /// What a [`Middleware`](crate::Middleware) fails with that lets a request not through: [`is_invalid_request`](Self::is_invalid_request),
    /// with the code `refused`. It is not tried again. Its outcome is `NotSent`, unless the request was passed on before.
    ///
    /// `message` says why, and holds no secret. What it comes from is kept by [`with_source`](Self::with_source).
    #[must_use]
    pub fn refused(message: impl Into<String>) -> Self {
        let mut error = Self::invalid_request(message.into()).with_code(Self::REFUSED.to_owned());
        error.0.is_final = true;
        error
    }

    /// The same error with this as its source, in place of the one that it had: for a refusal that comes from another library's error.
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

    /// How much of an answer's body is kept, in bytes.
    pub const BODY_LIMIT: usize = 2048;

    /// What went wrong, for a `match`.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The machine-readable code: the server's own, or the default of the kind.
    #[must_use]
    pub fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// The text for people: the server's own, where it sent one. Of a longer one the start, 1 KiB with the `…` that ends it.
    #[must_use]
    pub fn message(&self) -> &str {
        self.0.message.as_str()
    }

    /// The status of the answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The headers of the answer; empty where there was none.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The first [2 KiB](Self::BODY_LIMIT) of the answer's body, as they came, but for the credentials that were sent.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref().map(|body| &body[..body.len().min(Self::BODY_LIMIT)])
    }

    /// The id that names the call in the logs of both sides: the server's, else the one that was sent. None before a call was made.
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        self.0.correlation_id.as_deref()
    }

    /// The correlation id that every attempt carried. None before a call was made.
    #[must_use]
    pub fn sent_correlation_id(&self) -> Option<&str> {
        self.0.sent_correlation_id.as_deref()
    }

    /// The `Idempotency-Key` that every attempt carried; None of a GET or DELETE, and before a call was made. A server that knows it runs a
    /// request once, however often it is sent under it.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    /// Why no further attempt was made; None where none was, and of a stream that had begun.
    #[must_use]
    pub fn stopped_by(&self) -> Option<StopReason> {
        self.0.stopped_by
    }

    /// How long the server asked to wait, by its `Retry-After` (RFC 9110, section 10.2.3). May be longer than any clock can count.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What is known of the request: whether it was sent, refused, or may have run.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Whether the agent may have run, and so may have cost money and acted on the world: not if this is false.
    #[must_use]
    pub fn may_have_run(&self) -> bool {
        self.0.outcome.may_have_run()
    }

    /// How many times the request was tried; 0 where it was refused before that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        history::count(&self.0.history)
    }

    /// What came of each attempt, in their order. The last is what this error is about.
    #[must_use]
    pub fn history(&self) -> &[FailedAttempt] {
        &self.0.history
    }

    /// How many events of a stream arrived before it failed.
    #[must_use]
    pub fn events(&self) -> Option<u64> {
        self.0.events
    }

    /// The steps of a pipeline's run that failed, where the server told them (`pipeline_error`); else empty.
    #[must_use]
    pub fn steps(&self) -> &[PipelineStep] {
        &self.0.steps
    }
}
