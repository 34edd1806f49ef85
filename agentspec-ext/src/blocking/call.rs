//! A call that has been described and not yet made: the async one, and how it is waited for.

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

/// A call, made by [`call`](Self::call). `T` is what it gives: what the async call gives, but for streams.
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
    /// From what the async call gives.
    value: fn(O::Output) -> T,
}

impl<O: Operation> Call<O> {
    pub(super) fn new(call: crate::Call<O>) -> Self {
        Self { call, value: |value| value }
    }
}

impl<O: Operation, T> Call<O, T> {
    /// A call that gives something else than the async one.
    pub(super) fn giving(call: crate::Call<O>, value: fn(O::Output) -> T) -> Self {
        Self { call, value }
    }

    /// Makes the call and waits for its value: what `.await` is to the async call.
    ///
    /// # Errors
    /// As the method that described the call; and [`is_configuration`](Error::is_configuration) in a task of an async
    /// runtime, where nothing is sent.
    pub fn call(self) -> Result<T, Error> {
        self.send().map(Response::into_value)
    }

    /// Makes the call, and returns its value together with the answer's status, headers, correlation id and number of attempts.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub fn send(self) -> Result<Response<T>, Error> {
        let Response { value, status, headers, ids, history } = block_on(self.call.send())??;
        Ok(Response { value: (self.value)(value), status, headers, ids, history })
    }

    forward! { call:
        /// How long one attempt may take, as [`Call::timeout`](crate::Call::timeout); None is no limit.
        fn timeout(timeout: impl Into<Option<Duration>>);

        /// How long the whole call may take, its retries included, as [`Call::deadline`](crate::Call::deadline); None is no limit.
        fn deadline(deadline: impl Into<Option<Duration>>);

        /// What decides whether a failed attempt is made again, as [`Call::retry_policy`](crate::Call::retry_policy).
        fn retry_policy(policy: impl RetryPolicy + 'static);

        /// How many attempts may follow the first, as [`Call::max_retries`](crate::Call::max_retries).
        fn max_retries(retries: u32);

        /// The `X-Correlation-ID` to send, as [`Call::correlation_id`](crate::Call::correlation_id). Default: a random UUID.
        fn correlation_id(id: impl Into<String>);

        /// The `Idempotency-Key` to send, as [`Call::idempotency_key`](crate::Call::idempotency_key). Default: a random UUID.
        fn idempotency_key(key: impl Into<String>);

        /// The credential to send, as [`Call::credential`](crate::Call::credential); None sends none.
        fn credential(credential: impl Into<Option<Credential>>);

        /// What gives the credential of each attempt, as [`Call::credential_source`](crate::Call::credential_source). It is asked
        /// on the thread that makes the call: what blocks there is not ended by `timeout`.
        fn credential_source(source: impl CredentialSource + 'static);

        /// Records what is known of the call, as [`Call::record_in`](crate::Call::record_in).
        fn record_in(record: &CallRecord);

        /// A header to send, as [`Call::header`](crate::Call::header).
        fn header(name: impl AsRef<str>, value: impl TryInto<HeaderValue>);
    }
}

impl<O: Operation<Output = EventStream>, T> Call<O, T> {
    forward! { call:
        /// How long the stream may be without a byte, as [`Call::byte_idle_timeout`](crate::Call::byte_idle_timeout); None is no limit.
        fn byte_idle_timeout(timeout: impl Into<Option<Duration>>);

        /// How long the stream may be without an event, as [`Call::event_idle_timeout`](crate::Call::event_idle_timeout); None is no limit.
        fn event_idle_timeout(timeout: impl Into<Option<Duration>>);
    }
}

impl<O: Prompt, T> Call<O, T> {
    forward! { call:
        /// Randomness of the answer, without unit; most models take 0 to 2. None takes the option away.
        fn temperature(temperature: impl Into<Temperature>);

        /// The most tokens that the answer may have; at least 1. None takes the option away.
        fn max_tokens(tokens: impl Into<MaxTokens>);

        /// Several options at once, as [`Call::options`](crate::Call::options): of the same option, the one that is set last counts.
        fn options(options: InvokeOptions);

        /// Any further option, passed on to the agent as it is.
        fn option(key: impl Into<String>, value: impl Into<Value>);

        /// Options by their names, each as by [`option`](Self::option), in their order.
        fn options_map(options: Map<String, Value>);
    }
}

// By hand, since a derived one would ask `T` to be Clone.
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
