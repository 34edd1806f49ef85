//! The builder of a server.

use std::{io, path::Path, sync::Arc, time::Duration};

use super::{
    background::{Background, Bound},
    paused,
    server::MockServer,
};
use crate::{
    api::dialect::Dialect,
    bounded,
    config::{self, ConfigError, Source},
    policy::rate_limit::RateLimit,
    state::{setup::Setup, shared::Shared},
};

/// A builder of a [`MockServer`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use agentspec_mock::MockServer;
///
/// let server = MockServer::builder().api_key("test-key").start().await?;
/// let agents = format!("{}/v1/agents", server.url());
/// assert_eq!(reqwest::get(agents).await.map(|answer| answer.status().as_u16()).ok(), Some(401));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "it does nothing until it is started"]
pub struct Builder {
    host: String,
    port: u16,
    setup: Setup,
}

impl MockServer {
    /// Starts a server without authentication, on a free port of `127.0.0.1`.
    ///
    /// # Panics
    ///
    /// The server cannot be started. [`Builder::start`] returns an error instead.
    pub async fn start() -> Self {
        match Self::builder().start().await {
            Ok(server) => server,
            Err(error) => panic!("the mock server could not be started: {error}"),
        }
    }

    /// Returns a builder: for keys, tokens, host, port, pace, limits, and a configuration.
    pub fn builder() -> Builder {
        Builder::new()
    }
}

impl Builder {
    fn new() -> Self {
        Self { host: "127.0.0.1".to_owned(), port: 0, setup: Setup::default() }
    }

    /// Applies a configuration in YAML: agents with configured replies, pipelines, keys and more. The README's chapter on the configuration
    /// has all of its keys.
    ///
    /// Its keys and tokens are added to the others; every other setting replaces an earlier one.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use agentspec_mock::MockServer;
    ///
    /// let config = "
    /// agents:
    ///   - name: forecaster
    ///     replies:
    ///       - when: {contains: Paris}
    ///         text: It will rain in Paris.
    /// ";
    /// let server = MockServer::builder().config(config)?.start().await?;
    ///
    /// let answer: serde_json::Value = reqwest::Client::new()
    ///     .post(format!("{}/v1/agents/forecaster/invoke", server.url()))
    ///     .json(&serde_json::json!({ "input": "How will Paris be?" }))
    ///     .send()
    ///     .await?
    ///     .json()
    ///     .await?;
    /// assert_eq!(answer["output"], "It will rain in Paris.");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The text is no YAML, or no valid configuration.
    pub fn config(mut self, yaml: &str) -> Result<Self, ConfigError> {
        config::apply(&mut self.setup, &Source::text("configuration", yaml))?;
        Ok(self)
    }

    /// As [`config`](Self::config), from a file.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config), and if the file cannot be read.
    pub fn config_file(mut self, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        config::apply(&mut self.setup, &Source::file(path.as_ref())?)?;
        Ok(self)
    }

    /// Adds scenarios in YAML. A scenario replaces an earlier one of the same name. The README's chapter on scenarios has all steps.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use agentspec_mock::MockServer;
    ///
    /// let scenarios = "
    /// breaks-off:
    ///   - head: |
    ///       HTTP/1.1 200 OK
    ///       Content-Type: application/json
    ///       Content-Length: 100
    ///   - send: '{\"agents\": ['
    ///   - fin
    /// ";
    /// let server = MockServer::builder().scenarios(scenarios)?.start().await?;
    ///
    /// let answer = reqwest::get(format!("{}/v1/agents", server.scenario_url("breaks-off", "run-1"))).await?;
    /// assert_eq!(answer.status(), 200);
    /// assert!(answer.text().await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The text is no YAML, or has an invalid scenario.
    pub fn scenarios(mut self, yaml: &str) -> Result<Self, ConfigError> {
        config::apply_scenarios(&mut self.setup, &Source::text("scenarios", yaml))?;
        Ok(self)
    }

    /// As [`scenarios`](Self::scenarios), from a file.
    ///
    /// # Errors
    ///
    /// As [`scenarios`](Self::scenarios), and if the file cannot be read.
    pub fn scenarios_file(mut self, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        config::apply_scenarios(&mut self.setup, &Source::file(path.as_ref())?)?;
        Ok(self)
    }

    /// Sets the dialect of the API. Default: the documented one.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use agentspec_mock::{Dialect, MockServer};
    ///
    /// let server = MockServer::builder().dialect(Dialect::Runtime).start().await?;
    /// let answer: serde_json::Value = reqwest::Client::new()
    ///     .post(format!("{}/v1/agents/assistant/invoke", server.url()))
    ///     .json(&serde_json::json!({ "message": "What is the capital of France?" }))
    ///     .send()
    ///     .await?
    ///     .json()
    ///     .await?;
    /// assert_eq!(answer["output"], "The capital of France is Paris.");
    /// assert_eq!(answer["tokens"]["total"], 12);
    /// # Ok(())
    /// # }
    /// ```
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.setup.dialect = dialect;
        self
    }

    /// Answers unknown routes with a 404 or 405 in plain text, as the public runtime does without its web UI, in place of a page with status 200.
    /// Only in [`Dialect::Runtime`].
    pub fn without_web_ui(mut self) -> Self {
        self.setup.runtime.has_no_web_ui = true;
        self
    }

    /// Refuses every request under `/v1/` but the metrics with a 401 that names the option `--no-auth`, as the public runtime does when it is
    /// started without a key and without that option. Only in [`Dialect::Runtime`], without any key or token.
    pub fn refuse_all(mut self) -> Self {
        self.setup.runtime.refuses_all = true;
        self
    }

    /// Accepts a key in `X-API-Key`, in addition to others. Without any key or token, every caller is accepted.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.setup.access.api_keys.push(key.into());
        self
    }

    /// Accepts a token in `Authorization: Bearer`, in addition to others.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.setup.access.tokens.push(token.into());
        self
    }

    /// Sets the address or name to listen on. Default: `127.0.0.1`.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// Sets the port. Default: 0, a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Accepts requests to a host name, such as `mock.test`, with any port.
    ///
    /// A server on a loopback address accepts only `localhost` and loopback addresses, so that no page of another site can reach it by a
    /// name of its own; another `Host` is a 421. On any other address it accepts every name, until one is allowed: then only that name and
    /// those of this machine.
    pub fn allow_host(mut self, name: impl AsRef<str>) -> Self {
        self.setup.hosts.allow(name.as_ref());
        self
    }

    /// Lets pages of an origin, such as `http://localhost:3000`, call the server from a browser (CORS); `*` lets pages of any origin. Default: none.
    ///
    /// Preflights are answered and not recorded. `Content-Type`, `Authorization`, `X-API-Key`, `X-Correlation-ID` and `Idempotency-Key` are allowed,
    /// `X-Correlation-ID` and `Retry-After` exposed.
    pub fn cors(mut self, origin: impl AsRef<str>) -> Self {
        self.setup.cors.allow(origin.as_ref());
        self
    }

    /// Lets pages send only `Content-Type`, `Authorization` and `X-API-Key`, and read no further header, as the public AgentSpec server does. Always so in
    /// [`Dialect::Runtime`].
    pub fn narrow_cors(mut self) -> Self {
        self.setup.cors.is_narrow = true;
        self
    }

    /// Sets how long a connection may be idle, before its first request and between two. Default: no limit.
    ///
    /// It is measured by the server's clock, so that [`MockServer::advance`] ends connections, too. A step `hang` of a scenario does not
    /// count as idle.
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        self.setup.timeouts.idle = Some(idle);
        self
    }

    /// Sets how long a request's head may take, and then its body. Default: no limit. After that time the connection is closed; if the body
    /// was too slow, after a 408.
    ///
    /// It is measured by the server's clock, as the [idle timeout](Self::idle_timeout) is.
    pub fn read_timeout(mut self, read: Duration) -> Self {
        self.setup.timeouts.read = Some(read);
        self
    }

    /// Sets the time between two events of a stream. Default: none.
    pub fn pace(mut self, pace: Duration) -> Self {
        self.setup.pace = pace;
        self
    }

    /// Sets how many requests under `/v1/` a caller may send per time. Default: no limit.
    ///
    /// Each key and token has its own limit; a server without them has one for all callers. The time starts with the first request, and after
    /// its end with the next one. A request above the limit is a 429 `rate_limited`, whose `Retry-After` is the rest of the time in whole
    /// seconds, rounded up. Requests for `/v1/metrics`, with invalid credentials, or with scripted answers do not count.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use agentspec_mock::MockServer;
    ///
    /// let minute = Duration::from_secs(60);
    /// let server = MockServer::builder().rate_limit(1, minute).start().await?;
    /// let agents = format!("{}/v1/agents", server.url());
    ///
    /// assert_eq!(reqwest::get(&agents).await?.status(), 200);
    /// let refused = reqwest::get(&agents).await?;
    /// assert_eq!(refused.status(), 429);
    /// assert!(refused.headers().contains_key("retry-after"));
    ///
    /// server.advance(minute);
    /// assert_eq!(reqwest::get(&agents).await?.status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    pub fn rate_limit(mut self, requests: u32, per: Duration) -> Self {
        self.setup.rate_limit = Some(RateLimit { requests, per });
        self
    }

    /// Sets how long after its last use, its creation or a turn, a session expires. Default: never; 30 minutes in [`Dialect::Runtime`].
    ///
    /// An expired session is not listed, and a 404 says that it expired. See [`MockServer::advance`].
    pub fn session_expiry(mut self, unused_for: Duration) -> Self {
        self.setup.session_expiry = Some(unused_for);
        self
    }

    /// Sets whether requests and responses are recorded, with their bodies, for [`MockServer::received`] and [`MockServer::exchanges`].
    /// Default: `true`.
    pub fn recording(mut self, recording: bool) -> Self {
        self.setup.recording = recording;
        self
    }

    /// Adds the routes below `/_control/`, by which a test in any language scripts the server. The README's chapter on tests from any language
    /// has them. Default: `false`.
    pub fn control(mut self, control: bool) -> Self {
        self.setup.control = control;
        self
    }

    /// Sets how much is kept of exchanges, of requests to scenarios, of sessions, and of pipeline runs. Default: 10,000 of each, and 256 MiB of
    /// each.
    ///
    /// Above that the oldest are dropped; of sessions, the least recently used. The first drop is reported on the standard error. All drops
    /// are counted, in the metrics, in [`MockServer::exchanges_dropped`] and in [`ScenarioRun::dropped`](crate::ScenarioRun::dropped).
    pub fn keep(mut self, number: usize, bytes: usize) -> Self {
        self.setup.bound = bounded::Bound { number, bytes };
        self
    }

    /// Sets whether the drop of the server [verifies](MockServer::verify) that everything scripted was used, unless the test has failed already.
    /// Default: `false`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use agentspec_mock::{Answer, MockServer};
    ///
    /// let server = MockServer::builder().verify_on_drop(true).start().await?;
    /// server.answer_next(Answer::status(503));
    /// reqwest::get(format!("{}/v1/agents", server.url())).await?; // without it, the test fails as the server is dropped
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify_on_drop(mut self, verifies: bool) -> Self {
        self.setup.verifies = verifies;
        self
    }

    /// Starts the server.
    ///
    /// It does not start if tokio's time is paused, as by `#[tokio::test(start_paused = true)]`: paused time advances to the next timeout whenever
    /// the program waits for a socket, so that a client times out before any real server can answer.
    ///
    /// # Errors
    ///
    /// - [`Unsupported`](io::ErrorKind::Unsupported): tokio's time is paused. The error says what to do.
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): the setup is invalid, such as an empty key or token, a rate limit of no requests or no
    ///   time, or sessions that expire at once.
    /// - Any other kind: the server cannot listen on the host and port, or its thread cannot be started.
    pub async fn start(self) -> io::Result<MockServer> {
        paused::check()?;
        let (shared, background, bound) = self.launch()?;
        let address = bound.await.map_err(|_| thread_ended())??;
        Ok(MockServer::new(address, shared, background))
    }

    /// As [`start`](Self::start), for tests of blocking clients, outside of asynchronous code.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    ///
    /// # Panics
    ///
    /// It is called in asynchronous code.
    pub fn start_blocking(self) -> io::Result<MockServer> {
        let (shared, background, bound) = self.launch()?;
        let address = bound.blocking_recv().map_err(|_| thread_ended())??;
        Ok(MockServer::new(address, shared, background))
    }

    fn launch(mut self) -> io::Result<(Arc<Shared>, Background, Bound)> {
        if let Some(problem) = self.setup.problem() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        self.setup.cors.is_narrow |= self.setup.dialect == Dialect::Runtime;
        let shared = Arc::new(Shared::new(self.setup));
        let (background, bound) = Background::start(self.host, self.port, Arc::clone(&shared))?;
        Ok((shared, background, bound))
    }
}

fn thread_ended() -> io::Error {
    io::Error::other("the server's thread ended before it could listen")
}
