//! A call that has been described and not yet made, with the options that every call has.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt};
use reqwest::header::HeaderValue;

use crate::credential::{Credential, CredentialSource, Credentials};
use crate::error::Error;
use crate::operation::{CallOptions, CallRecord, GeneratedIds, Limit, Operation, Response, SessionTurn};
use crate::retry::RetryPolicy;
use crate::stream::EventStream;
use crate::transport::Transport;

/// A call, made by `.await`.
///
/// A clone is the same request: it has the same correlation id and, of a POST, the same `Idempotency-Key`, so that a server which knows the key
/// runs both once. Of a clone of which something else is said or asked, both are new.
///
/// ```
/// use std::time::Duration;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let server = agentspec_mock::MockServer::start().await;
/// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
/// let answer = client
///     .agents()
///     .invoke("assistant", "What is the capital of France?")
///     .temperature(0.2)
///     .timeout(Duration::from_secs(20))
///     .await?;
/// assert_eq!(answer.output, "The capital of France is Paris.");
/// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
/// ```
#[derive(Clone)]
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

    /// Waits until it is its turn.
    pub(crate) fn session_turn(mut self, session_turn: SessionTurn) -> Self {
        self.options.session_turn = Some(session_turn);
        self
    }

    /// How long one attempt may take, instead of the client's
    /// [`timeout`](crate::ClientBuilder::timeout); None is no limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.timeout = Limit::Set(timeout.into());
        self
    }

    /// How many attempts may follow the first, instead of the client's [`max_retries`](crate::ClientBuilder::max_retries).
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.options.max_retries = Some(retries);
        self
    }

    /// How long the whole call may take, its retries included, instead of the client's [`deadline`](crate::ClientBuilder::deadline); None is
    /// no limit.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.options.deadline = Limit::Set(deadline.into());
        self
    }

    /// What decides whether a failed attempt is made again, instead of the client's [`retry_policy`](crate::ClientBuilder::retry_policy).
    pub fn retry_policy(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.options.retry_policy = Some(Arc::new(policy));
        self
    }

    /// The credential to send, instead of the client's; None sends none. It shares the client's connections, and is hidden as the
    /// [client's](crate::ClientBuilder::api_key) where the server says it back.
    ///
    /// For a program that acts for many users. Make a call of its own for each of them: a clone under another credential is the same request, with
    /// the same idempotency key.
    ///
    /// ```
    /// use agentspec_ext::Credential;
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let users = Credential::token("the-users-token")?;
    /// client.agents().invoke("assistant", "Hello").credential(users).await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    pub fn credential(mut self, credential: impl Into<Option<Credential>>) -> Self {
        self.options.credentials = Some(credential.into().map_or(Credentials::None, Credentials::Fixed));
        self
    }

    /// What gives the credential of each attempt, instead of the client's.
    pub fn credential_source(mut self, source: impl CredentialSource + 'static) -> Self {
        self.options.credentials = Some(Credentials::Source(Arc::new(source)));
        self
    }

    /// A header to send, in place of one of the same name: `.header("x-team", "blue")`. The name may be a `HeaderName` too, the value whatever
    /// [`HeaderValue`] can be made of, such as bytes or an integer.
    ///
    /// The call is an error, for which [`is_invalid_request`](Error::is_invalid_request) is true and which names the header, where no header can
    /// have that name or value, and where the header is set otherwise: the ids, the credential, and what follows from the call and its body.
    pub fn header(mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) -> Self {
        self.options.headers.push(name, value);
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

    /// What is asked, to be changed: it is another request then, under ids of its own.
    pub(crate) fn operation_mut(&mut self) -> &mut O {
        self.options.generated_ids = GeneratedIds::default();
        &mut self.operation
    }

    /// The same question once more, as a request of its own.
    pub(crate) fn once_more(&self) -> Self
    where
        O: Clone,
    {
        Self { transport: Arc::clone(&self.transport), operation: self.operation.clone(), options: self.options.for_new_request() }
    }

    /// Records what is known of the call, for the case that it is given up: see [`CallRecord`].
    pub fn record_in(mut self, record: &CallRecord) -> Self {
        self.options.record = Some(record.clone());
        self
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
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

impl<O: Operation<Output = EventStream>> Call<O> {
    /// How long the stream may be without a byte, instead of the client's
    /// [`byte_idle_timeout`](crate::ClientBuilder::byte_idle_timeout); None is no limit.
    pub fn byte_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.byte_idle_timeout = Limit::Set(timeout.into());
        self
    }

    /// How long the stream may be without an event, instead of the client's
    /// [`event_idle_timeout`](crate::ClientBuilder::event_idle_timeout); None is no limit.
    pub fn event_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.event_idle_timeout = Limit::Set(timeout.into());
        self
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
            .field("deadline", &self.options.deadline)
            .field("max_retries", &self.options.max_retries)
            .field("retry_policy", &self.options.retry_policy)
            .field("correlation_id", &self.options.correlation_id)
            .finish_non_exhaustive()
    }
}
