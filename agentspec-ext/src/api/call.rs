//! A call before it is made, with the options that every call has.

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
/// A clone is the same request: it has the same correlation id, and for a POST the same `Idempotency-Key`, so a server that knows the key runs
/// both once. If you change the arguments of a clone, it gets new ones.
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

    /// Sets the turn of a session to wait for.
    pub(crate) fn session_turn(mut self, session_turn: SessionTurn) -> Self {
        self.options.session_turn = Some(session_turn);
        self
    }

    /// Sets the time limit of one attempt; None is no limit. Overrides the client's [`timeout`](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.timeout = Limit::Set(timeout.into());
        self
    }

    /// Sets the largest number of attempts after the first. Overrides the client's [`max_retries`](crate::ClientBuilder::max_retries).
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.options.max_retries = Some(retries);
        self
    }

    /// Sets the time limit of the whole call, including its retries; None is no limit. Overrides the client's
    /// [`deadline`](crate::ClientBuilder::deadline).
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.options.deadline = Limit::Set(deadline.into());
        self
    }

    /// Sets the policy that decides whether a failed attempt is retried. Overrides the client's
    /// [`retry_policy`](crate::ClientBuilder::retry_policy).
    pub fn retry_policy(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.options.retry_policy = Some(Arc::new(policy));
        self
    }

    /// Sets the credential; None sends none. Overrides the client's. The call uses the client's connections, and the credential is redacted like
    /// the [client's](crate::ClientBuilder::api_key) if the server echoes it.
    ///
    /// This is for programs that act for many users. Create a new call for each user: a clone with another credential is the same request, with
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

    /// Sets the source of each attempt's credential. Overrides the client's.
    pub fn credential_source(mut self, source: impl CredentialSource + 'static) -> Self {
        self.options.credentials = Some(Credentials::Source(Arc::new(source)));
        self
    }

    /// Adds a header, as in `.header("x-team", "blue")`. Replaces a header of the same name. The name may also be a `HeaderName`, and the value
    /// any type that converts to a [`HeaderValue`], such as bytes or an integer.
    ///
    /// The call fails with [`is_invalid_request`](Error::is_invalid_request), and the error names the header, if the name or the value is not
    /// valid, or if the client sets this header itself: the ids, the credential, and those that depend on the call and its body.
    pub fn header(mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) -> Self {
        self.options.headers.push(name, value);
        self
    }

    /// Sets the `X-Correlation-ID`: visible ASCII characters, no spaces. Default: a random UUID.
    pub fn correlation_id(mut self, id: impl Into<String>) -> Self {
        self.options.correlation_id = Some(id.into());
        self
    }

    /// Sets the `Idempotency-Key`: visible ASCII characters, no spaces. Default: a random UUID. Only a POST sends one.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.options.idempotency_key = Some(key.into());
        self
    }

    /// Returns the operation, to change it. The call becomes another request, with new ids.
    pub(crate) fn operation_mut(&mut self) -> &mut O {
        self.options.generated_ids = GeneratedIds::default();
        &mut self.operation
    }

    /// Returns the same call as a new request, with new ids.
    pub(crate) fn as_new_request(&self) -> Self
    where
        O: Clone,
    {
        Self { transport: Arc::clone(&self.transport), operation: self.operation.clone(), options: self.options.for_new_request() }
    }

    /// Records the progress of the call, in case it is dropped: see [`CallRecord`].
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

    /// Makes the call, and returns its value with the status, headers, correlation id and number of attempts of its response.
    ///
    /// # Errors
    /// Fails as `.await` does.
    pub async fn send(self) -> Result<Response<O::Output>, Error> {
        self.transport.call(&self.operation, &self.options).await
    }
}

impl<O: Operation<Output = EventStream>> Call<O> {
    /// Sets how long the stream may receive no byte; None is no limit. Overrides the client's
    /// [`byte_idle_timeout`](crate::ClientBuilder::byte_idle_timeout).
    pub fn byte_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.byte_idle_timeout = Limit::Set(timeout.into());
        self
    }

    /// Sets how long the stream may receive no event; None is no limit. Overrides the client's
    /// [`event_idle_timeout`](crate::ClientBuilder::event_idle_timeout).
    pub fn event_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.event_idle_timeout = Limit::Set(timeout.into());
        self
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Output, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        // Not by `send`, so that the future has the call only once.
        let (transport, operation, options) = self.into_parts();
        async move { transport.call(&operation, &options).await.map(Response::into_value) }.boxed()
    }
}

/// Shows neither the arguments nor the headers, which may contain secrets.
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
