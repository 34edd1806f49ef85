//! A call that is not yet made, around the async call.

use std::fmt;
use std::time::Duration;

use agentspec_client::types::InvokeOptions;
use agentspec_client::{MaxTokens, Temperature};
use reqwest::header::HeaderValue;
use serde_json::{Map, Value};

use super::runtime::block_on;
use crate::api::Prompt;
use crate::credential::{Credential, CredentialSource};
use crate::error::Error;
use crate::operation::{CallRecord, Operation, Response};
use crate::retry::RetryPolicy;
use crate::stream::EventStream;

/// A call, made by [`call`](Self::call). `T` is its value: that of the async call, except for streams.
///
/// ```
/// use std::time::Duration;
///
/// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
/// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
/// let answer = client
///     .agents()
///     .invoke("assistant", "What is the capital of France?")
///     .temperature(0.2)
///     .timeout(Duration::from_secs(20))
///     .call()?;
/// assert_eq!(answer.output, "The capital of France is Paris.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a call is made by call()"]
pub struct Call<O: Operation, T = <O as crate::operation::Perform>::Output> {
    pub(super) call: crate::Call<O>,
    /// Converts the value of the async call.
    value: fn(O::Output) -> T,
}

impl<O: Operation> Call<O> {
    pub(super) fn new(call: crate::Call<O>) -> Self {
        Self { call, value: |value| value }
    }
}

impl<O: Operation, T> Call<O, T> {
    /// Creates a call that converts the value of the async call.
    pub(super) fn mapped(call: crate::Call<O>, value: fn(O::Output) -> T) -> Self {
        Self { call, value }
    }

    /// Makes the call and blocks until it returns its value, as `.await` does for the async call.
    ///
    /// # Errors
    /// Fails as the method that created the call does; and with [`is_configuration`](Error::is_configuration) in a task of an async runtime, where nothing
    /// is sent.
    pub fn call(self) -> Result<T, Error> {
        self.send().map(Response::into_value)
    }

    /// Makes the call, and returns its value with the status, headers, correlation id and number of attempts of its response.
    ///
    /// # Errors
    /// Fails as [`call`](Self::call) does.
    pub fn send(self) -> Result<Response<T>, Error> {
        let Response { value, status, headers, ids, history } = block_on(self.call.send())??;
        Ok(Response { value: (self.value)(value), status, headers, ids, history })
    }

    forward! { call:
        /// Sets the time limit of one attempt, as [`Call::timeout`](crate::Call::timeout) does; None is no limit.
        fn timeout(timeout: impl Into<Option<Duration>>);

        /// Sets the time limit of the whole call, including its retries, as [`Call::deadline`](crate::Call::deadline) does; None is no limit.
        fn deadline(deadline: impl Into<Option<Duration>>);

        /// Sets the policy that decides whether a failed attempt is retried, as [`Call::retry_policy`](crate::Call::retry_policy) does.
        fn retry_policy(policy: impl RetryPolicy + 'static);

        /// Sets the number of attempts after the first, as [`Call::max_retries`](crate::Call::max_retries) does.
        fn max_retries(retries: u32);

        /// Sets the `X-Correlation-ID`, as [`Call::correlation_id`](crate::Call::correlation_id) does. Default: a random UUID.
        fn correlation_id(id: impl Into<String>);

        /// Sets the `Idempotency-Key`, as [`Call::idempotency_key`](crate::Call::idempotency_key) does. Default: a random UUID.
        fn idempotency_key(key: impl Into<String>);

        /// Sets the credential, as [`Call::credential`](crate::Call::credential) does; None sends none.
        fn credential(credential: impl Into<Option<Credential>>);

        /// Sets the source of each attempt's credential, as [`Call::credential_source`](crate::Call::credential_source) does. It runs on the thread that
        /// makes the call: `timeout` does not interrupt code that blocks there.
        fn credential_source(source: impl CredentialSource + 'static);

        /// Records what is known of the call, as [`Call::record_in`](crate::Call::record_in) does.
        fn record_in(record: &CallRecord);

        /// Adds a header, as [`Call::header`](crate::Call::header) does.
        fn header(name: impl AsRef<str>, value: impl TryInto<HeaderValue>);
    }
}

impl<O: Operation<Output = EventStream>, T> Call<O, T> {
    forward! { call:
        /// Sets how long the stream may be without a byte, as [`Call::byte_idle_timeout`](crate::Call::byte_idle_timeout) does; None is no limit.
        fn byte_idle_timeout(timeout: impl Into<Option<Duration>>);

        /// Sets how long the stream may be without an event, as [`Call::event_idle_timeout`](crate::Call::event_idle_timeout) does; None is no limit.
        fn event_idle_timeout(timeout: impl Into<Option<Duration>>);
    }
}

impl<O: Prompt, T> Call<O, T> {
    forward! { call:
        /// Sets the randomness of the answer, without unit; most models take 0 to 2. None removes the option.
        fn temperature(temperature: impl Into<Temperature>);

        /// Sets the largest number of tokens of the answer; at least 1. None removes the option.
        fn max_tokens(tokens: impl Into<MaxTokens>);

        /// Sets several options at once, as [`Call::options`](crate::Call::options) does. The last value of an option overrides the others.
        fn options(options: InvokeOptions);

        /// Sets any other option, which is passed on to the agent unchanged.
        fn option(key: impl Into<String>, value: impl Into<Value>);

        /// Sets options by name, each as [`option`](Self::option) does, in order.
        fn options_map(options: Map<String, Value>);
    }
}

// A derived implementation would require `T: Clone`.
impl<O: Operation + Clone, T> Clone for Call<O, T> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), value: self.value }
    }
}

impl<O: Operation, T> fmt::Debug for Call<O, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}
