//! Makes calls: the attempt loop, and the one door to the raw client.
//!
//! Decides nothing itself: [`RetryPolicy`](crate::retry::RetryPolicy) says whether to try again, [`Error`] what a failure is.

mod attempt;
mod evidence;
mod gzip;
mod http;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use agentspec_client::{Client as RawClient, Error as RawError};
use futures::future::{Either, select};

use self::attempt::{Attempt, Sender};
pub(crate) use self::evidence::Evidence;
pub(crate) use self::http::http_client;
use crate::clock::{Clock, Wait};
use crate::error::{Answer, Error, ErrorKind, Phase};
use crate::headers;
use crate::history::FailedAttempt;
use crate::middleware::Middleware;
use crate::operation::{Context, Delivery, FromWire, Ids, Perform, is_idempotent};
use crate::options::CallOptions;
use crate::outcome::Outcome;
use crate::response::Response;
use crate::retry::{Budget, Limits, Retries};
use crate::secret::Credential;
use crate::sessions::Turn;
use crate::stream::Reading;

/// How much of a refused answer's body is kept to be understood, in bytes: enough for any error of the contract.
const ERROR_LIMIT: usize = 1 << 20;

/// What every call of a client shares.
pub(crate) struct Transport {
    raw: RawClient,
    http: reqwest::Client,
    credential: Option<Credential>,
    settings: Settings,
}

/// How a client makes calls.
pub(crate) struct Settings {
    /// How long one attempt may take.
    pub(crate) timeout: Option<Duration>,
    pub(crate) limits: Limits,
    pub(crate) budget: Budget,
    pub(crate) middleware: Arc<[Arc<dyn Middleware>]>,
    pub(crate) reading: Arc<Reading>,
}

impl Transport {
    pub(crate) fn new(base_url: &str, http: reqwest::Client, credential: Option<Credential>, settings: Settings) -> Self {
        Self { raw: RawClient::new(base_url, http.clone()), http, credential, settings }
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.settings.reading.clock
    }

    /// The raw client with this client's credential: one attempt a call.
    pub(crate) fn raw(&self) -> RawClient {
        self.raw.with_executor(Arc::new(self.sender(Evidence::default())))
    }

    fn sender(&self, evidence: Evidence) -> Sender {
        Sender { http: self.http.clone(), credential: self.credential.clone(), evidence }
    }

    /// Makes a call: attempt after attempt, until one succeeds or no more may follow.
    pub(crate) async fn call<O: Perform>(&self, operation: &O, options: &CallOptions) -> Result<Response<O::Output>, Error> {
        operation.check()?;
        options.check()?;
        let ids = Ids::new(options.correlation_id.as_deref(), options.idempotency_key.as_deref())?;
        let turn = match &options.in_turn {
            Some(in_turn) => Some(in_turn.begin(operation.turn(), O::DELIVERY, &ids.idempotency_key).await?),
            None => None,
        };
        let limits = options.limits(&self.settings.limits);
        Attempts { transport: self, operation, options, limits, ids, turn }.make().await
    }

    async fn failure(&self, error: RawError) -> Error {
        match error {
            RawError::UnexpectedResponse(response) => self.refused(response).await,
            RawError::CommunicationError(error) | RawError::ResponseBodyError(error) | RawError::InvalidUpgrade(error) => {
                Error::from_reqwest(error)
            }
            RawError::InvalidRequest(message) | RawError::Custom(message) => Error::invalid_request(message),
            RawError::InvalidResponsePayload(body, error) => {
                let message = format!("the answer is not what the contract promises ({} bytes)", body.len());
                Error::new(ErrorKind::Decode, Outcome::Unknown, message).with_source(error)
            }
            RawError::ErrorResponse(value) => {
                let message = format!("the server answered {}", value.status());
                let kind = ErrorKind::of_status(value.status().as_u16());
                Error::new(kind, Outcome::Unknown, message).with_answer(value.status(), value.headers().clone(), &[])
            }
        }
    }

    /// The error that an answer is, with as much of it as arrived.
    async fn refused(&self, mut response: reqwest::Response) -> Error {
        let (status, headers) = (response.status(), response.headers().clone());
        let undecodable = response.extensions_mut().remove();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() < ERROR_LIMIT => body.extend_from_slice(&chunk),
                // A success may still turn out to be broken or too large.
                Ok(Some(_)) if status.is_success() => {}
                Err(error) if status.is_success() => return Error::from_reqwest(error).with_answer(status, headers, &body),
                Ok(_) | Err(_) => break,
            }
        }
        Error::from_answer(Answer { status, headers, body, undecodable }, self.clock().system_time())
    }
}

/// Says nothing of the HTTP client, whose default headers may hold secrets.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("raw", &self.raw)
            .field("credential", &self.credential)
            .field("timeout", &self.settings.timeout)
            .field("limits", &self.settings.limits)
            .finish_non_exhaustive()
    }
}

/// What the attempts of one call share.
struct Attempts<'a, O> {
    transport: &'a Transport,
    operation: &'a O,
    options: &'a CallOptions,
    limits: Limits,
    ids: Ids,
    turn: Option<Turn>,
}

impl<O: Perform> Attempts<'_, O> {
    /// The loop. It sleeps; what it does next, the limits say.
    async fn make(&self) -> Result<Response<O::Output>, Error> {
        let clock = self.transport.clock();
        let budget = &self.transport.settings.budget;
        let mut retries = Retries::new(&self.limits, budget, O::ID, is_idempotent(O::ID));
        let mut history = Vec::new();
        let began = clock.monotonic();
        loop {
            let left = self.limits.deadline.map(|deadline| deadline.saturating_sub(clock.monotonic().saturating_sub(began)));
            let error = match self.attempt(&history, left).await {
                Ok(response) => {
                    budget.succeeded();
                    return Ok(response);
                }
                Err(error) => error,
            };
            if let Some(turn) = &self.turn {
                turn.failed(error.outcome());
            }
            let now = clock.monotonic();
            let next = retries.after(&error, now.saturating_sub(began), now, clock.random());
            history.push(FailedAttempt::new(&error, next.ok()));
            match next {
                Ok(delay) => clock.wait(Wait::Retry(delay)).await,
                Err(_) => return Err(error.of_call(&self.ids.correlation_id, history)),
            }
        }
    }

    /// One attempt, within its timeout and what is `left` of the whole call's time.
    async fn attempt(&self, history: &[FailedAttempt], left: Option<Duration>) -> Result<Response<O::Output>, Error> {
        let evidence = Evidence::default();
        if let Some(turn) = &self.turn {
            turn.attempted(&evidence);
        }
        let timeout = self.options.timeout.over(self.transport.settings.timeout);
        let result = {
            let answered = pin!(self.send(history, &evidence));
            match timeout.into_iter().chain(left).min() {
                None => answered.await,
                Some(limit) => match select(answered, self.transport.clock().wait(Wait::Attempt(limit))).await {
                    Either::Left((result, _)) => result,
                    Either::Right(((), _)) => Err(self.late(limit, evidence.take_answer())),
                },
            }
        };
        result.map_err(|error| {
            let is_unproven = error.outcome() == Outcome::Unknown && error.status().is_none();
            if is_unproven && !evidence.is_out() { error.never_sent() } else { error }
        })
    }

    /// The error of an attempt that ran out of time: that of the answer whose body is late, where its status tells one.
    fn late(&self, limit: Duration, heard: Option<Answer>) -> Error {
        let message = |what| format!("the server did not {what} within {} seconds", limit.as_secs_f64());
        let late = |message| Error::new(ErrorKind::Timeout(Phase::Request), Outcome::Unknown, message);
        match heard {
            None => late(message("answer")),
            Some(Answer { status, headers, body, .. }) if status.is_success() => {
                late(message("finish its answer")).with_answer(status, headers, &body)
            }
            Some(answer) => Error::from_answer(answer, self.transport.clock().system_time()),
        }
    }

    async fn send(&self, history: &[FailedAttempt], evidence: &Evidence) -> Result<Response<O::Output>, Error> {
        let Settings { middleware, reading, .. } = &self.transport.settings;
        let raw = self.transport.raw.with_executor(Arc::new(Attempt {
            sender: self.transport.sender(evidence.clone()),
            middleware: Arc::clone(middleware),
            headers: self.options.headers.clone(),
            delivery: O::DELIVERY,
        }));
        let answer = match self.operation.send(&raw, &self.ids).await {
            Ok(answer) => answer,
            Err(error) => {
                return Err(match evidence.take_failure() {
                    Some(error) if error.code() == Error::REFUSED && evidence.is_out() => error.after_sending(),
                    Some(error) => error,
                    None => self.transport.failure(error).await,
                });
            }
        };
        let headers = answer.headers().clone();
        let context = Context {
            status: answer.status(),
            correlation_id: headers::correlation_id(&headers).unwrap_or(&self.ids.correlation_id).to_owned(),
            headers,
            history: history.to_vec(),
            now: self.transport.clock().system_time(),
            turn: self.turn.clone(),
            reading: Arc::clone(reading),
        };
        let value = O::Output::from_wire(answer.into_inner(), &context).await?;
        if let (Delivery::Whole, Some(turn)) = (O::DELIVERY, &self.turn) {
            turn.answered();
        }
        Ok(context.respond(value))
    }
}
