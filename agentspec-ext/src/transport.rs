//! Makes calls: the attempt loop, and the one door to the raw client.
//!
//! Decides nothing itself: [`RetryPolicy`](crate::retry::RetryPolicy) says whether to try again, [`Error`] what a failure is.

mod attempt;
mod gzip;
mod http;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use agentspec_client::{Client as RawClient, Error as RawError};
use futures::future::{Either, select};
use reqwest::header::HeaderMap;

use self::attempt::{Attempt, Heard};
pub(crate) use self::http::http_client;
use crate::clock::{Clock, Wait};
use crate::error::{Answer, Error, ErrorKind, Phase};
use crate::headers;
use crate::operation::{Context, Delivery, FromWire, Ids, Perform, Turn};
use crate::options::{CallOptions, Timeout};
use crate::outcome::Outcome;
use crate::response::Response;
use crate::retry::{Decision, RetryPolicy};
use crate::secret::Credential;
use crate::stream::Reading;

/// How much of a refused answer's body is kept to be understood, in bytes: enough for any error of the contract.
const ERROR_LIMIT: usize = 1 << 20;

/// What every call of a client shares.
pub(crate) struct Transport {
    raw: RawClient,
    http: reqwest::Client,
    credential: Option<Credential>,
    timeout: Option<Duration>,
    policy: RetryPolicy,
    reading: Arc<Reading>,
}

impl Transport {
    pub(crate) fn new(
        base_url: &str,
        http: reqwest::Client,
        credential: Option<Credential>,
        timeout: Option<Duration>,
        policy: RetryPolicy,
        reading: Reading,
    ) -> Self {
        Self { raw: RawClient::new(base_url, http.clone()), http, credential, timeout, policy, reading: Arc::new(reading) }
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.reading.clock
    }

    /// The raw client with this client's credential: one attempt a call.
    pub(crate) fn raw(&self) -> RawClient {
        self.attempting(HeaderMap::new(), Delivery::Stream, Heard::default())
    }

    fn attempting(&self, headers: HeaderMap, delivery: Delivery, heard: Heard) -> RawClient {
        let (http, credential) = (self.http.clone(), self.credential.clone());
        self.raw.with_executor(Arc::new(Attempt { http, credential, headers, delivery, heard }))
    }

    /// Makes a call: attempt after attempt, until one succeeds or the policy gives up.
    pub(crate) async fn call<O: Perform>(&self, operation: &O, options: &CallOptions) -> Result<Response<O::Output>, Error> {
        operation.check()?;
        options.check()?;
        let ids = Ids::new(options.correlation_id.as_deref(), options.idempotency_key.as_deref())?;
        let turn = match &options.turns {
            Some(turns) => Some(Arc::new(Arc::clone(turns).lock_owned().await)),
            None => None,
        };
        let policy = RetryPolicy { max_retries: options.max_retries.unwrap_or(self.policy.max_retries), ..self.policy.clone() };
        let call = Attempts { transport: self, operation, options, ids, turn };
        let mut attempt = 1;
        loop {
            let error = match call.attempt(attempt).await {
                Ok(response) => return Ok(response),
                Err(error) => error.of_call(&call.ids.correlation_id, attempt),
            };
            match policy.decide(attempt, &error, O::REPLAY, self.clock().random()) {
                Decision::RetryAfter(delay) => self.clock().wait(Wait::Retry(delay)).await,
                Decision::GiveUp => return Err(error),
            }
            attempt += 1;
        }
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
            .field("timeout", &self.timeout)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// What the attempts of one call share.
struct Attempts<'a, O> {
    transport: &'a Transport,
    operation: &'a O,
    options: &'a CallOptions,
    ids: Ids,
    turn: Turn,
}

impl<O: Perform> Attempts<'_, O> {
    /// One attempt, within its timeout.
    async fn attempt(&self, number: u32) -> Result<Response<O::Output>, Error> {
        let heard = Heard::default();
        let answered = pin!(self.send(number, &heard));
        let timeout = match self.options.timeout {
            Timeout::AsClient => self.transport.timeout,
            Timeout::Own(timeout) => timeout,
        };
        let Some(timeout) = timeout else { return answered.await };
        match select(answered, self.transport.clock().wait(Wait::Attempt(timeout))).await {
            Either::Left((result, _)) => result,
            Either::Right(((), _)) => Err(self.late(timeout, heard.take())),
        }
    }

    /// The error of an attempt that ran out of time: that of the answer whose body is late, where its status tells one.
    fn late(&self, timeout: Duration, heard: Option<Answer>) -> Error {
        let message = |what| format!("the server did not {what} within {} seconds", timeout.as_secs_f64());
        let late = |message| Error::new(ErrorKind::Timeout(Phase::Request), Outcome::Unknown, message);
        match heard {
            None => late(message("answer")),
            Some(Answer { status, headers, body, .. }) if status.is_success() => {
                late(message("finish its answer")).with_answer(status, headers, &body)
            }
            Some(answer) => Error::from_answer(answer, self.transport.clock().system_time()),
        }
    }

    async fn send(&self, number: u32, heard: &Heard) -> Result<Response<O::Output>, Error> {
        let raw = self.transport.attempting(self.options.headers.clone(), O::DELIVERY, heard.clone());
        match self.operation.send(&raw, &self.ids).await {
            Ok(answer) => {
                let headers = answer.headers().clone();
                let context = Context {
                    status: answer.status(),
                    correlation_id: headers::correlation_id(&headers).unwrap_or(&self.ids.correlation_id).to_owned(),
                    headers,
                    attempts: number,
                    now: self.transport.clock().system_time(),
                    turn: self.turn.clone(),
                    reading: Arc::clone(&self.transport.reading),
                };
                let value = O::Output::from_wire(answer.into_inner(), &context).await?;
                Ok(context.respond(value))
            }
            Err(error) => Err(self.transport.failure(error).await),
        }
    }
}
