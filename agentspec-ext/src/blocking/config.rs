//! The configuration of a blocking client, which is that of the async client.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::header::HeaderValue;

use super::client::Client;
use super::runtime;
use crate::clock::Clock;
use crate::credential::CredentialSource;
use crate::error::Error;
use crate::retry::RetryPolicy;
use crate::transport::Middleware;

/// Configures a [`Client`] by the rules of the async [`ClientBuilder`](crate::ClientBuilder), from which it can be converted.
///
/// ```
/// use std::time::Duration;
/// use agentspec_ext::blocking::Client;
///
/// let client = Client::builder()
///     .base_url("https://agents.example.com/team-a")
///     .api_key("your-api-key")
///     .timeout(Duration::from_secs(30))
///     .build()?;
/// # Ok::<(), agentspec_ext::Error>(())
/// ```
#[derive(Debug, Default)]
#[must_use = "call build()"]
pub struct ClientBuilder {
    builder: crate::ClientBuilder,
}

impl From<crate::ClientBuilder> for ClientBuilder {
    fn from(builder: crate::ClientBuilder) -> Self {
        Self { builder }
    }
}

impl ClientBuilder {
    forward! { builder:
        /// Sets the URL of the server, as [`ClientBuilder::base_url`](crate::ClientBuilder::base_url) does. Default `http://localhost:8080`.
        fn base_url(url: impl Into<String>);

        /// Sets the dialect of the API that the server speaks, as [`ClientBuilder::dialect`](crate::ClientBuilder::dialect) does. Default
        /// [`Dialect::Documented`](crate::Dialect::Documented).
        fn dialect(dialect: crate::Dialect);

        /// Sets the key, sent as `X-API-Key`.
        fn api_key(key: impl Into<String>);

        /// Sets the token, sent as `Authorization: Bearer`.
        fn token(token: impl Into<String>);

        /// Sets the source of each attempt's credential, as [`ClientBuilder::credential_source`](crate::ClientBuilder::credential_source) does. It runs on
        /// the thread that makes the call: `timeout` does not interrupt code that blocks there.
        fn credential_source(source: impl CredentialSource + 'static);

        /// Ignores the environment: a setting that is not set has its default.
        fn without_environment();

        /// Sets the time limit of one attempt, as [`ClientBuilder::timeout`](crate::ClientBuilder::timeout) does. Default 120 seconds; None is no limit.
        fn timeout(timeout: impl Into<Option<Duration>>);

        /// Sets the number of attempts after the first, as [`ClientBuilder::max_retries`](crate::ClientBuilder::max_retries) does. Default 3.
        fn max_retries(retries: u32);

        /// Sets the delay before the first retry, as [`ClientBuilder::retry_delay`](crate::ClientBuilder::retry_delay) does. Default 1 second; None is no
        /// delay.
        fn retry_delay(delay: impl Into<Option<Duration>>);

        /// Sets the longest delay before a retry, as [`ClientBuilder::max_retry_delay`](crate::ClientBuilder::max_retry_delay) does. Default 60 seconds;
        /// None is no limit.
        fn max_retry_delay(delay: impl Into<Option<Duration>>);

        /// Sets the time limit of a whole call, as [`ClientBuilder::deadline`](crate::ClientBuilder::deadline) does. Default None: no limit.
        fn deadline(deadline: impl Into<Option<Duration>>);

        /// Sets the number of retries that all calls together may make at once, as [`ClientBuilder::retry_budget`](crate::ClientBuilder::retry_budget)
        /// does. Default 100; None is no limit.
        fn retry_budget(retries: impl Into<Option<u32>>);

        /// Sets the policy that decides whether a failed attempt is retried, as [`ClientBuilder::retry_policy`](crate::ClientBuilder::retry_policy) does.
        fn retry_policy(policy: impl RetryPolicy + 'static);

        /// Adds code of your own around each attempt, as [`ClientBuilder::middleware`](crate::ClientBuilder::middleware) does.
        fn middleware(middleware: impl Middleware + 'static);

        /// Sets how long a stream may be without a byte, as [`ClientBuilder::byte_idle_timeout`](crate::ClientBuilder::byte_idle_timeout) does. Default 300
        /// seconds; None is no limit.
        fn byte_idle_timeout(timeout: impl Into<Option<Duration>>);

        /// Sets how long a stream may be without an event, as [`ClientBuilder::event_idle_timeout`](crate::ClientBuilder::event_idle_timeout) does. Default
        /// 900 seconds; None is no limit.
        fn event_idle_timeout(timeout: impl Into<Option<Duration>>);

        /// Sets the largest event of a stream, in bytes, as [`ClientBuilder::event_limit`](crate::ClientBuilder::event_limit) does. Default 16 MiB.
        fn event_limit(bytes: usize);

        /// Sets the largest response other than a stream, in bytes, as [`ClientBuilder::answer_limit`](crate::ClientBuilder::answer_limit) does. Default 64
        /// MiB.
        fn answer_limit(bytes: usize);

        /// Sets the source of time and randomness. Default [`SystemClock`](crate::clock::SystemClock); tests inject their own.
        fn clock(clock: impl Clock + 'static);

        /// Sets whether spans contain prompts and answers, as [`ClientBuilder::trace_content`](crate::ClientBuilder::trace_content) does. Default false.
        fn trace_content(trace_content: bool);

        /// Sets the URL of a proxy for all requests, as [`ClientBuilder::proxy`](crate::ClientBuilder::proxy) does.
        fn proxy(url: impl Into<String>);

        /// Sets a file of certificates to trust, as [`ClientBuilder::ca_file`](crate::ClientBuilder::ca_file) does.
        fn ca_file(path: impl Into<PathBuf>);

        /// Sets the certificate that authenticates the client, as [`ClientBuilder::client_cert`](crate::ClientBuilder::client_cert) does.
        fn client_cert(path: impl Into<PathBuf>);

        /// Sets the file of the private key of [`client_cert`](Self::client_cert), if it is a separate file.
        fn client_key(path: impl Into<PathBuf>);

        /// Sets the time limit for connecting, as [`ClientBuilder::connect_timeout`](crate::ClientBuilder::connect_timeout) does. Default 10 seconds; None is
        /// no other limit than `timeout`.
        fn connect_timeout(timeout: impl Into<Option<Duration>>);

        /// Sets how long an idle connection is kept, as [`ClientBuilder::pool_idle_timeout`](crate::ClientBuilder::pool_idle_timeout) does. Default 90
        /// seconds; None is as long as the server keeps it.
        fn pool_idle_timeout(timeout: impl Into<Option<Duration>>);

        /// Sets how many idle connections are kept, as [`ClientBuilder::pool_max_idle_per_host`](crate::ClientBuilder::pool_max_idle_per_host) does. Default
        /// no limit.
        fn pool_max_idle_per_host(connections: usize);

        /// Adds a header to each request, as [`ClientBuilder::header`](crate::ClientBuilder::header) does.
        fn header(name: impl AsRef<str>, value: impl TryInto<HeaderValue>);

        /// Sets the `User-Agent`, as [`ClientBuilder::user_agent`](crate::ClientBuilder::user_agent) does.
        fn user_agent(name: impl Into<String>);

        /// Changes the builder of the HTTP client, as [`ClientBuilder::http`](crate::ClientBuilder::http) does.
        fn http(customise: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static);
    }

    /// Creates the client. Sends nothing.
    ///
    /// # Errors
    /// [`is_configuration`](Error::is_configuration): as [`ClientBuilder::build`](crate::ClientBuilder::build), and if the thread that serves the
    /// connections of blocking clients cannot be started.
    pub fn build(self) -> Result<Client, Error> {
        let client = self.builder.build()?;
        runtime::shared()?;
        Ok(Client::new(client))
    }
}
