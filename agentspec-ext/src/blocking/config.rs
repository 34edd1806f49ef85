//! The configuration: the async client's.

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

/// Configures a [`Client`], by the rules of the async [`ClientBuilder`](crate::ClientBuilder), from which one can be made.
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
        /// Where the server is, as [`ClientBuilder::base_url`](crate::ClientBuilder::base_url). Default `http://localhost:8080`.
        fn base_url(url: impl Into<String>);

        /// The key to send as `X-API-Key`.
        fn api_key(key: impl Into<String>);

        /// The token to send as `Authorization: Bearer`.
        fn token(token: impl Into<String>);

        /// What gives the credential of each attempt, as [`ClientBuilder::credential_source`](crate::ClientBuilder::credential_source). It is asked
        /// on the thread that makes the call: what blocks there is not ended by `timeout`.
        fn credential_source(source: impl CredentialSource + 'static);

        /// Takes nothing from the environment: what is not set is the default.
        fn without_environment();

        /// How long one attempt may take, as [`ClientBuilder::timeout`](crate::ClientBuilder::timeout). Default 120 seconds; None is no
        /// limit.
        fn timeout(timeout: impl Into<Option<Duration>>);

        /// How many attempts may follow the first, as [`ClientBuilder::max_retries`](crate::ClientBuilder::max_retries). Default 3.
        fn max_retries(retries: u32);

        /// The delay before the first retry, as [`ClientBuilder::retry_delay`](crate::ClientBuilder::retry_delay). Default 1 second; None
        /// is no delay.
        fn retry_delay(delay: impl Into<Option<Duration>>);

        /// The longest delay before a retry, as [`ClientBuilder::max_retry_delay`](crate::ClientBuilder::max_retry_delay). Default 60
        /// seconds; None is no limit.
        fn max_retry_delay(delay: impl Into<Option<Duration>>);

        /// How long a whole call may take, as [`ClientBuilder::deadline`](crate::ClientBuilder::deadline). Default None: no limit.
        fn deadline(deadline: impl Into<Option<Duration>>);

        /// How many retries all calls together may have in hand, as [`ClientBuilder::retry_budget`](crate::ClientBuilder::retry_budget).
        /// Default 100; None is no limit.
        fn retry_budget(retries: impl Into<Option<u32>>);

        /// What decides whether a failed attempt is made again, as [`ClientBuilder::retry_policy`](crate::ClientBuilder::retry_policy).
        fn retry_policy(policy: impl RetryPolicy + 'static);

        /// Code of your own around each attempt, as [`ClientBuilder::middleware`](crate::ClientBuilder::middleware).
        fn middleware(middleware: impl Middleware + 'static);

        /// How long a stream may be without a byte, as [`ClientBuilder::byte_idle_timeout`](crate::ClientBuilder::byte_idle_timeout).
        /// Default 300 seconds; None is no limit.
        fn byte_idle_timeout(timeout: impl Into<Option<Duration>>);

        /// How long a stream may be without an event, as [`ClientBuilder::event_idle_timeout`](crate::ClientBuilder::event_idle_timeout).
        /// Default 900 seconds; None is no limit.
        fn event_idle_timeout(timeout: impl Into<Option<Duration>>);

        /// The largest event of a stream, in bytes, as [`ClientBuilder::event_limit`](crate::ClientBuilder::event_limit). Default 16 MiB.
        fn event_limit(bytes: usize);

        /// The largest answer that is no stream, in bytes, as [`ClientBuilder::answer_limit`](crate::ClientBuilder::answer_limit). Default 64 MiB.
        fn answer_limit(bytes: usize);

        /// Where time and chance come from. Default [`SystemClock`](crate::clock::SystemClock); tests hand in their own.
        fn clock(clock: impl Clock + 'static);

        /// Whether spans hold prompts and answers, as [`ClientBuilder::trace_content`](crate::ClientBuilder::trace_content). Default false.
        fn trace_content(trace_content: bool);

        /// The URL of a proxy for all requests, as [`ClientBuilder::proxy`](crate::ClientBuilder::proxy).
        fn proxy(url: impl Into<String>);

        /// A file of certificates to trust, as [`ClientBuilder::ca_file`](crate::ClientBuilder::ca_file).
        fn ca_file(path: impl Into<PathBuf>);

        /// The certificate by which the client proves who it is, as [`ClientBuilder::client_cert`](crate::ClientBuilder::client_cert).
        fn client_cert(path: impl Into<PathBuf>);

        /// The private key of [`client_cert`](Self::client_cert), where it is in a file of its own.
        fn client_key(path: impl Into<PathBuf>);

        /// How long connecting may take, as [`ClientBuilder::connect_timeout`](crate::ClientBuilder::connect_timeout). Default 10 seconds; None
        /// is no limit but `timeout`.
        fn connect_timeout(timeout: impl Into<Option<Duration>>);

        /// How long a connection is kept that no call uses, as [`ClientBuilder::pool_idle_timeout`](crate::ClientBuilder::pool_idle_timeout).
        /// Default 90 seconds; None is as long as the server keeps it.
        fn pool_idle_timeout(timeout: impl Into<Option<Duration>>);

        /// How many connections are kept that no call uses, as
        /// [`ClientBuilder::pool_max_idle_per_host`](crate::ClientBuilder::pool_max_idle_per_host). Default no limit.
        fn pool_max_idle_per_host(connections: usize);

        /// A header to send with each request, as [`ClientBuilder::header`](crate::ClientBuilder::header).
        fn header(name: impl AsRef<str>, value: impl TryInto<HeaderValue>);

        /// What the client calls itself, as [`ClientBuilder::user_agent`](crate::ClientBuilder::user_agent).
        fn user_agent(name: impl Into<String>);

        /// Changes the HTTP client, as [`ClientBuilder::http`](crate::ClientBuilder::http).
        fn http(customise: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static);
    }

    /// Makes the client. Sends nothing.
    ///
    /// # Errors
    /// [`is_configuration`](Error::is_configuration): as [`ClientBuilder::build`](crate::ClientBuilder::build); or the thread that serves
    /// the connections of blocking clients cannot be started.
    pub fn build(self) -> Result<Client, Error> {
        let client = self.builder.build()?;
        runtime::shared()?;
        Ok(Client::new(client))
    }
}
