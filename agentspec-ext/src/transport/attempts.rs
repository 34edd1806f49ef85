//! The attempt loop of one call.
//!
//! Makes no decisions: [`Retries`] decides on retries, and [`Error`] classifies failures.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use agentspec_client::Client as RawClient;
use agentspec_client::json::Undecodable;
use futures::future::{Either, select};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tracing::Instrument;

use super::AttemptInfo;
use super::attempt::Attempt;
use super::{Settings, Transport};
use crate::clock::Wait;
use crate::credential::Credentials;
use crate::dialect::marks;
use crate::error::{Error, ErrorKind, FailedAttempt, Outcome, Phase, RawResponse, StopReason, history};
use crate::ids::Ids;
use crate::operation::{
    CallOptions, CallRecord, Context, Delivery, Evidence, FromWire, Perform, ReadSettings, Response, SessionTurn, Turn,
};
use crate::plural::seconds;
use crate::retry::{Limits, Retries};
use crate::secret::Secrets;
use crate::trace::{AttemptSpan, CallSpan, FailureEvent};

/// The operation whose answer can be read in either dialect.
const HEALTH: &str = "health";

/// The state that the attempts of one call share.
pub(super) struct Attempts<'a, O> {
    pub(super) transport: &'a Transport,
    pub(super) operation: &'a O,
    pub(super) options: &'a CallOptions,
    pub(super) credentials: &'a Credentials,
    /// The secrets that the attempts have sent.
    pub(super) secrets: Secrets,
    /// The headers of the options.
    pub(super) headers: HeaderMap,
    pub(super) reading: Arc<ReadSettings>,
    pub(super) limits: Limits,
    pub(super) ids: Ids,
    pub(super) turn: Option<Turn>,
    /// None if the call is not recorded.
    pub(super) record: Option<&'a CallRecord>,
    pub(super) span: &'a CallSpan,
    /// The time of the start of the call.
    pub(super) began: Duration,
}

/// The time limit of an attempt.
#[derive(Clone, Copy)]
enum Limit {
    Timeout(Duration),
    /// What is left of the call's deadline.
    Deadline(Duration),
}

impl<O: Perform> Attempts<'_, O> {
    /// Runs the loop. Sleeps between attempts, as the retries decide.
    pub(super) async fn make(&self) -> Result<Response<O::Output>, Error> {
        let clock = self.transport.clock();
        let Settings { budget, trace, .. } = &self.transport.settings;
        let mut retries = Retries::new(&self.limits, budget, O::ID, O::IS_IDEMPOTENT);
        let mut history = Vec::new();
        let mut last = None;
        loop {
            if self.time_left().is_some_and(|left| left.is_zero()) {
                let deadline = self.limits.deadline.unwrap_or_default();
                let error = last.unwrap_or_else(|| Error::deadline_exceeded(deadline, Outcome::NotSent, "nothing was sent"));
                history.last_mut().into_iter().for_each(FailedAttempt::make_last);
                return Err(self.final_error(error, history, StopReason::Deadline));
            }
            let error = {
                let span = AttemptSpan::begin(O::ID, trace, clock, history.len());
                let result = self.attempt(&history).instrument(span.span()).await;
                span.end(result.as_ref().map(Response::status));
                match result {
                    Ok(response) => {
                        budget.succeeded();
                        return Ok(response);
                    }
                    Err(error) => error,
                }
            };
            if let Some(turn) = &self.turn {
                turn.record_failure(error.outcome());
            }
            let now = clock.monotonic();
            let next = retries.after(&error, now.saturating_sub(self.began), now, clock.random());
            let attempt = FailedAttempt::new(&error, next.ok());
            if let Some(record) = self.record {
                record.record_failure(&attempt);
            }
            history.push(attempt);
            match next {
                Ok(delay) => {
                    self.failure_event(history.len(), &error).log_retry(delay);
                    clock.wait(Wait::Retry(delay)).await;
                    last = Some(error);
                }
                Err(stop) => return Err(self.final_error(error, history, stop)),
            }
        }
    }

    fn final_error(&self, error: Error, history: Vec<FailedAttempt>, stop: StopReason) -> Error {
        self.failure_event(history.len(), &error).log_final(stop);
        self.span.record_stop_reason(stop);
        let error = error.with_stop_reason(stop).with_call(&self.ids, history);
        let is_resend = self.options.session_turn.as_ref().is_some_and(SessionTurn::is_resend);
        // The request was sent before and may have run then, whatever the outcome of this call.
        if is_resend { error.with_minimum_outcome(Outcome::Unknown) } else { error }
    }

    fn failure_event<'e>(&'e self, attempt: usize, error: &'e Error) -> FailureEvent<'e> {
        let Settings { trace, .. } = &self.transport.settings;
        FailureEvent { trace, operation: O::ID, subject: self.operation.subject(), ids: &self.ids, attempt, error }
    }

    /// Returns what is left of the call's deadline.
    fn time_left(&self) -> Option<Duration> {
        let elapsed = self.transport.clock().monotonic().saturating_sub(self.began);
        self.limits.deadline.map(|deadline| deadline.saturating_sub(elapsed))
    }

    /// Makes one attempt, within its timeout and the call's deadline.
    async fn attempt(&self, history: &[FailedAttempt]) -> Result<Response<O::Output>, Error> {
        let evidence = Evidence::default();
        let _under_way = evidence.withdraw_on_drop();
        if let Some(record) = self.record {
            record.begin_attempt(&evidence);
        }
        if let Some(turn) = &self.turn {
            turn.begin_attempt(&evidence);
        }
        let result = {
            let answered = pin!(self.send(history, &evidence));
            match self.limit() {
                None => answered.await,
                Some(limit) => {
                    let (Limit::Timeout(time) | Limit::Deadline(time)) = limit;
                    match select(answered, self.transport.clock().wait(Wait::Attempt(time))).await {
                        Either::Left((result, _)) => result,
                        Either::Right(((), _)) => Err(self.timeout_error(limit, &evidence)),
                    }
                }
            }
        };
        let error = match result {
            Ok(response) => {
                evidence.forget_response();
                return Ok(response);
            }
            Err(error) => error,
        };
        let request = evidence.request_line();
        let is_unproven = error.outcome() == Outcome::Unknown && error.status().is_none();
        let error = if is_unproven && evidence.withdraw() { error.into_not_sent(request.as_ref()) } else { error };
        let error = match request {
            Some(request) => error.with_request_line(&request),
            None => error,
        };
        Err(error.redacted(&self.secrets))
    }

    fn limit(&self) -> Option<Limit> {
        let timeout = self.options.timeout.resolve(self.transport.settings.timeout);
        match (timeout, self.time_left()) {
            (Some(timeout), Some(left)) if left < timeout => Some(Limit::Deadline(left)),
            (Some(timeout), _) => Some(Limit::Timeout(timeout)),
            (None, left) => left.map(Limit::Deadline),
        }
    }

    /// Returns the error of an attempt that ran out of time. If the head of an error response was received, it is the error of that response.
    fn timeout_error(&self, limit: Limit, evidence: &Evidence) -> Error {
        if let Credentials::Source(source) = self.credentials
            && evidence.awaits_credential()
        {
            return self.without_credential(limit, source.name());
        }
        if evidence.awaits_dialect() {
            return self.without_dialect(limit);
        }
        let timeout_error = |what| match limit {
            Limit::Timeout(timeout) => {
                let message = format!("the server did not {what} within {}", seconds(timeout));
                Error::new(ErrorKind::Timeout(Phase::Request), Outcome::Unknown, message)
            }
            Limit::Deadline(_) => {
                let deadline = self.limits.deadline.unwrap_or_default();
                Error::deadline_exceeded(deadline, Outcome::Unknown, &format!("the server did not {what} in time"))
            }
        };
        match evidence.take_response() {
            None => timeout_error("respond"),
            Some(RawResponse { status, headers, body, .. }) if status.is_success() => {
                timeout_error("complete its response").with_response(status, headers, &body)
            }
            Some(response) => Error::from_response(response, self.transport.clock().system_time(), &self.secrets).with_incomplete_body(),
        }
    }

    /// Returns the error of an attempt that ran out of time before the server's dialect was found out.
    fn without_dialect(&self, limit: Limit) -> Error {
        let why = match limit {
            Limit::Timeout(timeout) => {
                let message = format!("the server did not respond within {}", seconds(timeout));
                Error::new(ErrorKind::Timeout(Phase::Connect), Outcome::NotSent, message)
            }
            Limit::Deadline(_) => {
                Error::deadline_exceeded(self.limits.deadline.unwrap_or_default(), Outcome::NotSent, "the server did not respond in time")
            }
        };
        why.of_probe()
    }

    /// Returns the error of an attempt that ran out of time before it had a credential.
    fn without_credential(&self, limit: Limit, source: &str) -> Error {
        match limit {
            Limit::Timeout(timeout) => {
                let message = format!("{source} returned no credential within {}, and nothing was sent", seconds(timeout));
                Error::new(ErrorKind::Timeout(Phase::Credential), Outcome::NotSent, message)
            }
            Limit::Deadline(_) => {
                let deadline = self.limits.deadline.unwrap_or_default();
                Error::deadline_exceeded(
                    deadline,
                    Outcome::NotSent,
                    &format!("{source} returned no credential in time, and nothing was sent"),
                )
            }
        }
    }

    /// Returns the error of a health in the dialect of the public runtime, which can be read, but is a sign that the other answers cannot.
    fn recognize_health(&self, evidence: &Evidence) -> Option<Error> {
        let response = evidence.take_response().filter(|response| response.status == StatusCode::OK && marks::in_health(&response.body))?;
        let undecodable = Undecodable { path: "status".to_owned(), reason: "`healthy` is not a status of the documented API".to_owned() };
        let response = RawResponse { undecodable: Some(undecodable), ..response };
        Some(Error::from_response(response, self.transport.clock().system_time(), &self.secrets).with_advice(marks::ADVICE))
    }

    /// Returns the raw client that makes this attempt.
    fn raw_client(&self, history: &[FailedAttempt], evidence: &Evidence) -> RawClient {
        let Settings { middleware, .. } = &self.transport.settings;
        let mut sender = self.transport.sender(O::ID, O::DELIVERY, evidence.clone(), self.ids.clone(), self.credentials, &self.secrets);
        if sender.translator.is_some() {
            sender.headers = Arc::new(self.headers.clone());
        }
        self.transport.raw.with_executor(Arc::new(Attempt {
            sender,
            middleware: Arc::clone(middleware),
            info: AttemptInfo { operation: O::ID, attempt: history::count(history).saturating_add(1) },
            headers: self.headers.clone(),
            call: self.span.span(),
        }))
    }

    async fn send(&self, history: &[FailedAttempt], evidence: &Evidence) -> Result<Response<O::Output>, Error> {
        let raw = self.raw_client(history, evidence);
        let answer = match self.operation.send(&raw, &self.ids).await {
            Ok(answer) => answer,
            Err(error) => {
                return Err(match evidence.take_failure() {
                    Some(error) => error.with_minimum_outcome(evidence.minimum_outcome()),
                    None => self.transport.failure(O::ID, error, &self.secrets).await,
                });
            }
        };
        if O::ID == HEALTH
            && self.transport.recognizes_runtime()
            && let Some(error) = self.recognize_health(evidence)
        {
            return Err(error);
        }
        let mut headers = answer.headers().clone();
        self.secrets.redact_headers(&mut headers);
        let context = Context {
            status: answer.status(),
            ids: self.ids.clone(),
            headers,
            history: history.to_vec(),
            now: self.transport.clock().system_time(),
            turn: self.turn.clone(),
            record: self.record.cloned(),
            secrets: self.secrets.clone(),
            reading: Arc::clone(&self.reading),
            recognizes_runtime: self.transport.recognizes_runtime(),
        };
        let value = O::Output::from_wire(answer.into_inner(), &context).await?;
        if let Some(record) = self.record {
            record.record_response(context.status, &context.headers);
        }
        if let (Delivery::Stream, Some(turn)) = (O::DELIVERY, &self.turn) {
            turn.set_stream(context.ids.effective_correlation_id(&context.headers));
        }
        if let (Delivery::Whole, Some(turn)) = (O::DELIVERY, &self.turn) {
            turn.resolve();
        }
        Ok(context.respond(value))
    }
}
