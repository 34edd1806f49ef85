//! Makes calls. The only user of the raw client. `attempts.rs` contains the attempt loop.
//!
//! Makes no decisions: [`RetryPolicy`](crate::retry::RetryPolicy) decides on retries, and [`Error`] classifies failures.

mod attempt;
mod attempts;
mod dialect;
mod framing;
mod gzip;
mod http;
mod lenient;
mod middleware;
mod pools;
mod recent;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use agentspec_client::{Client as RawClient, Error as RawError, json};
use reqwest::header::HeaderMap;
use tokio::runtime::Handle;
use tracing::Instrument;
use url::Url;

use self::attempt::Sender;
use self::attempts::Attempts;
pub(crate) use self::dialect::{Translator, default_policy};
pub(crate) use self::http::{Customise, Network};
pub(crate) use self::middleware::{AttemptInfo, Wire};
pub use self::middleware::{Middleware, Next};
pub(crate) use self::pools::Pools;
use self::recent::RecentCalls;
use crate::clock::Clock;
use crate::credential::Credentials;
use crate::dialect::{Dialect, marks};
use crate::error::{Error, ErrorKind, NO_RUNTIME, Outcome, RawResponse};
use crate::ids::Ids;
use crate::operation::{CallOptions, CallRecord, Delivery, Evidence, Perform, ReadSettings, Response, SessionTurn, Waiter};
use crate::plural::plural;
use crate::retry::{Budget, Limits};
use crate::secret::Secrets;
use crate::trace::{CallSpan, TraceSettings};

/// How much of the body of an error response is read, in bytes: enough for any error of the contract.
const ERROR_LIMIT: usize = 1 << 20;

/// The state that all calls of a client share.
pub(crate) struct Transport {
    raw: RawClient,
    base_url: String,
    http: Arc<Pools>,
    recent: Arc<RecentCalls>,
    /// The base URL, to compare servers with.
    server: Arc<Url>,
    credentials: Credentials,
    /// None if the server speaks the documented API.
    translator: Option<Arc<Translator>>,
    settings: Settings,
}

/// The settings of a client's calls.
pub(crate) struct Settings {
    /// The time limit of one attempt.
    pub(crate) timeout: Option<Duration>,
    pub(crate) limits: Limits,
    pub(crate) budget: Budget,
    pub(crate) middleware: Arc<[Arc<dyn Middleware>]>,
    pub(crate) reading: Arc<ReadSettings>,
    pub(crate) trace: TraceSettings,
    /// The headers of each request, which a call can override.
    pub(crate) headers: Arc<HeaderMap>,
}

impl Transport {
    pub(crate) fn new(
        base_url: &Url,
        http: Pools,
        credentials: Credentials,
        translator: Option<Arc<Translator>>,
        settings: Settings,
    ) -> Self {
        let server = Arc::new(base_url.clone());
        let base_url = base_url.as_str().trim_end_matches('/').to_owned();
        let raw = RawClient::new(&base_url, http.library());
        Self { raw, base_url, http: Arc::new(http), recent: Arc::default(), server, credentials, translator, settings }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the dialect that was set.
    pub(crate) fn dialect(&self) -> Dialect {
        self.translator.as_ref().map_or(Dialect::Documented, |translator| translator.setting())
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.settings.reading.clock
    }

    /// Returns the raw client with this client's credential. It makes one attempt per call, in the documented API.
    pub(crate) fn raw(&self) -> RawClient {
        let sender = self.sender("", Delivery::Stream, Evidence::default(), Ids::none(), &self.credentials, &Secrets::NONE);
        self.raw.with_executor(Arc::new(sender))
    }

    /// Returns whether an answer in the dialect of the public runtime is recognized: the client takes the server for one of the documented API.
    fn recognizes_runtime(&self) -> bool {
        self.translator.as_ref().is_none_or(|translator| !translator.is_runtime())
    }

    fn sender(
        &self,
        operation: &'static str,
        delivery: Delivery,
        evidence: Evidence,
        ids: Ids,
        credentials: &Credentials,
        secrets: &Secrets,
    ) -> Sender {
        Sender {
            http: Arc::clone(&self.http),
            recent: Arc::clone(&self.recent),
            ids,
            server: Arc::clone(&self.server),
            credentials: credentials.clone(),
            secrets: secrets.clone(),
            delivery,
            evidence,
            limit: self.settings.reading.answer_limit,
            headers: Arc::clone(&self.settings.headers),
            operation,
            translator: self.translator.clone(),
            records_body: self.settings.middleware.is_empty() && self.translator.is_none(),
        }
    }

    /// Makes a call: one attempt after another, until one succeeds or no further attempt is allowed.
    pub(crate) async fn call<O: Perform>(&self, operation: &O, options: &CallOptions) -> Result<Response<O::Output>, Error> {
        let Settings { trace, reading, .. } = &self.settings;
        let (credentials, secrets) = match &options.credentials {
            None => (&self.credentials, self.credentials.secrets()),
            Some(own) => (own, own.secrets_with_client(&self.credentials)),
        };
        let mut span = CallSpan::begin(O::ID, operation.subject(), trace, &secrets, &reading.clock);
        let mut result = self.answer(operation, options, credentials, secrets, &span).instrument(span.span()).await;
        match &mut result {
            Ok(response) => {
                span.record_attempts(response.attempts());
                O::record(&mut response.value, span);
            }
            Err(error) => {
                span.record_attempts(error.attempts());
                span.failed(error);
            }
        }
        result
    }

    async fn answer<O: Perform>(
        &self,
        operation: &O,
        options: &CallOptions,
        credentials: &Credentials,
        secrets: Secrets,
        span: &CallSpan,
    ) -> Result<Response<O::Output>, Error> {
        operation.check()?;
        if let Some(translator) = &self.translator {
            translator.check(O::ID, options.session_turn.as_ref().is_some_and(SessionTurn::is_resend))?;
        }
        let headers = options.headers(&self.settings.headers)?;
        if Handle::try_current().is_err() {
            return Err(Error::configuration(NO_RUNTIME));
        }
        self.settings.trace.warn_of_plain_http(credentials);
        let ids = options.ids(O::IS_IDEMPOTENT)?;
        span.record_ids(&ids);
        self.recent.record(&ids);
        // A stream needs a record even if the call has none, for the errors of its readers.
        let record = options.record.clone().or_else(|| (O::DELIVERY == Delivery::Stream).then(CallRecord::default));
        let _in_flight = record.as_ref().map(|record| record.begin(&ids));
        let limits = options.limits(&self.settings.limits);
        let reading = options.reading(&self.settings.reading);
        let began = self.clock().monotonic();
        let turn = match &options.session_turn {
            Some(session_turn) => {
                if let Some(record) = record.as_ref().filter(|_| session_turn.is_resend()) {
                    record.mark_resent();
                }
                let timeout = options.timeout.resolve(self.settings.timeout);
                let waiter = Waiter { operation: O::ID, ids: &ids, clock: self.clock(), timeout, deadline: limits.deadline };
                let turn = session_turn.begin(operation.subject().turn(), O::DELIVERY, waiter).await;
                Some(turn.map_err(|error| error.with_call(&ids, Vec::new()))?)
            }
            None => None,
        };
        let record = record.as_ref();
        Attempts { transport: self, operation, options, credentials, secrets, headers, reading, limits, ids, turn, record, span, began }
            .make()
            .await
    }

    async fn failure(&self, operation: &str, error: RawError, secrets: &Secrets) -> Error {
        match error {
            RawError::UnexpectedResponse(response) => self.refused(operation, response, secrets).await,
            RawError::CommunicationError(error) | RawError::ResponseBodyError(error) | RawError::InvalidUpgrade(error) => {
                Error::from_reqwest(error)
            }
            RawError::InvalidRequest(message) | RawError::Custom(message) => Error::invalid_request(message),
            RawError::InvalidResponsePayload(body, error) => {
                let message = format!("the response does not match the contract ({})", plural(body.len(), "byte"));
                Error::new(ErrorKind::Decode, Outcome::Unknown, message).with_source(error)
            }
            RawError::ErrorResponse(value) => {
                let message = format!("the server answered {}", value.status());
                let kind = ErrorKind::of_status(value.status().as_u16());
                Error::new(kind, Outcome::Unknown, message).with_response(value.status(), value.headers().clone(), &[])
            }
        }
    }

    /// Returns the error of a response, with the part of its body that is received.
    async fn refused(&self, operation: &str, mut response: reqwest::Response, secrets: &Secrets) -> Error {
        let (status, headers) = (response.status(), response.headers().clone());
        let undecodable: Option<json::Undecodable> = response.extensions_mut().remove();
        let too_large = response.extensions_mut().remove();
        let (mut body, mut is_broken) = (Vec::new(), false);
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() < ERROR_LIMIT => body.extend_from_slice(&chunk),
                // A success response must be read to its end, since it may be incomplete or too large.
                Ok(Some(_)) if status.is_success() => {}
                Err(error) if status.is_success() => return Error::from_reqwest(error).with_response(status, headers, &body),
                Ok(_) => break,
                Err(_) => {
                    is_broken = true;
                    break;
                }
            }
        }
        if let Some(too_large) = too_large {
            return Error::too_many_values(too_large).with_response(status, headers, &body);
        }
        let recognized = undecodable.is_some() && self.recognizes_runtime() && marks::in_body(operation, &body);
        let error = Error::from_response(RawResponse { status, headers, body, undecodable }, self.clock().system_time(), secrets);
        let error = if recognized { error.with_advice(marks::ADVICE) } else { error };
        if is_broken { error.with_incomplete_body() } else { error }
    }
}

/// Omits the HTTP client, whose default headers may hold secrets.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("raw", &self.raw)
            .field("credential", &self.credentials)
            .field("timeout", &self.settings.timeout)
            .field("limits", &self.settings.limits)
            .finish_non_exhaustive()
    }
}
