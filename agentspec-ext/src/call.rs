//! A call that has been described and not yet made, with the options that every call has.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt};
use futures::lock::Mutex;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Error;
use crate::operation::Operation;
use crate::response::Response;
use crate::transport::Transport;

/// What one call does differently from its client.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Timeout,
    pub(crate) max_retries: Option<u32>,
    pub(crate) headers: HeaderMap,
    pub(crate) correlation_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    /// What the call must hold while it is made, and its stream while it is read.
    pub(crate) turns: Option<Arc<Mutex<()>>>,
}

/// Headers that a call may not set, and what sets them.
const RESERVED: [(&str, &str); 11] = [
    ("x-correlation-id", "use correlation_id"),
    ("idempotency-key", "use idempotency_key"),
    ("x-api-key", "give the credential to the client"),
    ("authorization", "give the credential to the client"),
    ("accept", "it follows from the call"),
    ("content-type", "it follows from the call"),
    ("content-length", "it follows from the body"),
    ("transfer-encoding", "it follows from the body"),
    ("connection", "it belongs to the connection"),
    ("host", "it follows from the base URL"),
    ("upgrade", "it belongs to the connection"),
];

impl CallOptions {
    /// Refuses a header that would contradict the rest of the request.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match RESERVED.iter().find(|(name, _)| self.headers.contains_key(*name)) {
            Some((name, why)) => Err(Error::invalid_request(format!("header {name} cannot be set on a call: {why}"))),
            None => Ok(()),
        }
    }
}

/// How long one attempt of a call may take.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Timeout {
    #[default]
    AsClient,
    Own(Option<Duration>),
}

/// A call, made by `.await`.
///
/// ```
/// # tokio_test(async {
/// # let server = agentspec_mock::MockServer::start().await;
/// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
/// use std::time::Duration;
///
/// let answer = client
///     .agents()
///     .invoke("assistant", "What is the capital of France?")
///     .temperature(0.2)
///     .timeout(Duration::from_secs(20))
///     .await?;
/// assert_eq!(answer.output, "The capital of France is Paris.");
/// # Ok(()) });
/// # fn tokio_test(f: impl Future<Output = Result<(), agentspec_ext::Error>>) {
/// #     tokio::runtime::Runtime::new().unwrap().block_on(f).unwrap();
/// # }
/// ```
#[must_use = "a call is made by .await"]
pub struct Call<O: Operation> {
    transport: Arc<Transport>,
    pub(crate) operation: O,
    pub(crate) options: CallOptions,
}

impl<O: Operation> Call<O> {
    pub(crate) fn new(transport: Arc<Transport>, operation: O) -> Self {
        Self { transport, operation, options: CallOptions::default() }
    }

    /// Waits its turn behind other calls that hold `turns`.
    pub(crate) fn in_turn(mut self, turns: &Arc<Mutex<()>>) -> Self {
        self.options.turns = Some(Arc::clone(turns));
        self
    }

    /// How long one attempt may take, instead of the client's
    /// [`timeout`](crate::ClientBuilder::timeout); None is no limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.timeout = Timeout::Own(timeout.into());
        self
    }

    /// How many attempts may follow the first, instead of the client's [`max_retries`](crate::ClientBuilder::max_retries).
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.options.max_retries = Some(retries);
        self
    }

    /// A header to send, in place of one of the same name. The call refuses those that are set otherwise: the ids, the credential, and
    /// what follows from the call and its body.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.options.headers.insert(name, value);
        self
    }

    /// The `X-Correlation-ID` to send: visible ASCII characters, no spaces. Default: a random UUID.
    pub fn correlation_id(mut self, id: impl Into<String>) -> Self {
        self.options.correlation_id = Some(id.into());
        self
    }

    /// The `Idempotency-Key` to send: visible ASCII characters, no spaces. Default: a random UUID. Only a POST sends one.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.options.idempotency_key = Some(key.into());
        self
    }

    pub(crate) fn into_parts(self) -> (Arc<Transport>, O, CallOptions) {
        (self.transport, self.operation, self.options)
    }

    /// Makes the call, and returns its value together with the answer's status, headers, correlation id and number of attempts.
    ///
    /// # Errors
    /// As `.await`.
    pub async fn send(self) -> Result<Response<O::Output>, Error> {
        self.transport.call(&self.operation, &self.options).await
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Output, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        async move { self.send().await.map(Response::into_value) }.boxed()
    }
}

/// Says nothing of what is sent, nor of the headers, which may hold secrets.
impl<O: Operation> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("timeout", &self.options.timeout)
            .field("max_retries", &self.options.max_retries)
            .field("correlation_id", &self.options.correlation_id)
            .finish_non_exhaustive()
    }
}
