//! How a server is set up.

use std::{io, path::Path, sync::Arc, time::Duration};

use super::{
    background::{Background, Bound},
    paused,
    server::MockServer,
};
use crate::{
    config::{self, ConfigError, Source},
    kept,
    policy::rate_limit::RateLimit,
    state::{setup::Setup, shared::Shared},
};

/// Sets a [`MockServer`] up, then starts it.
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
    /// Starts a server that accepts everyone, on a free port of `127.0.0.1`.
    ///
    /// # Panics
    ///
    /// Where the machine has no free port or thread: [`Builder::start`] gives an error instead.
    pub async fn start() -> Self {
        match Self::builder().start().await {
            Ok(server) => server,
            Err(error) => panic!("the mock server could not be started: {error}"),
        }
    }

    /// Sets a server up: keys, tokens, host, port, pace, limits, a configuration.
    pub fn builder() -> Builder {
        Builder::new()
    }
}

impl Builder {
    fn new() -> Self {
        Self { host: "127.0.0.1".to_owned(), port: 0, setup: Setup::default() }
    }

    /// Adds what a configuration in YAML says: agents with replies of their own, pipelines, keys and more. The README's chapter on
    /// the configuration has all of its keys.
    ///
    /// Its keys and tokens are beside the others; of everything else, what is said last counts.
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
    /// Where it is not YAML, or says what a configuration cannot say.
    pub fn config(mut self, yaml: &str) -> Result<Self, ConfigError> {
        config::apply(&mut self.setup, &Source::text("configuration", yaml))?;
        Ok(self)
    }

    /// As [`config`](Self::config), from a file.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config), and where the file cannot be read.
    pub fn config_file(mut self, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        config::apply(&mut self.setup, &Source::file(path.as_ref())?)?;
        Ok(self)
    }

    /// Adds the scenarios of a text in YAML; of two with one name, the later one counts. The README's
    /// chapter on scenarios has all steps.
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
    /// Where it is not YAML, or says what a scenario cannot say.
    pub fn scenarios(mut self, yaml: &str) -> Result<Self, ConfigError> {
        config::apply_scenarios(&mut self.setup, &Source::text("scenarios", yaml))?;
        Ok(self)
    }

    /// As [`scenarios`](Self::scenarios), from a file.
    ///
    /// # Errors
    ///
    /// As [`scenarios`](Self::scenarios), and where the file cannot be read.
    pub fn scenarios_file(mut self, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        config::apply_scenarios(&mut self.setup, &Source::file(path.as_ref())?)?;
        Ok(self)
    }

    /// Accepts this key in `X-API-Key`, beside the others. Without a key and without a token everyone is accepted.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.setup.access.api_keys.push(key.into());
        self
    }

    /// Accepts this token in `Authorization: Bearer`, beside the others.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.setup.access.tokens.push(token.into());
        self
    }

    /// The address or name to listen on: `127.0.0.1` where it is not set.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// The port: 0, a free one, where it is not set.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Answers to this name too, such as `mock.test`, with any port.
    ///
    /// A server on a loopback address answers to `localhost` and to loopback addresses alone, so that no page of another site
    /// can speak to it by a name of its own; another `Host` is a 421. On any other address it answers to every name, until one
    /// is allowed: then to that one, and to those of this machine.
    pub fn allow_host(mut self, name: impl AsRef<str>) -> Self {
        self.setup.hosts.allow(name.as_ref());
        self
    }

    /// How long a connection may be idle, before its first request and between two: for ever where it is not set.
    ///
    /// It is measured by the server's clock: [`MockServer::advance`] ends connections too. A step `hang` of a scenario is
    /// not idle.
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        self.setup.timeouts.idle = Some(idle);
        self
    }

    /// How long a request's head may take to come, and then its body: for ever where it is not set. After that time the
    /// connection ends; a body that is too slow is a 408 before.
    ///
    /// It is measured by the server's clock, as the [idle time](Self::idle_timeout) is.
    pub fn read_timeout(mut self, read: Duration) -> Self {
        self.setup.timeouts.read = Some(read);
        self
    }

    /// How long to wait between two events of a stream: not at all where it is not set.
    pub fn pace(mut self, pace: Duration) -> Self {
        self.setup.pace = pace;
        self
    }

    /// How many requests under `/v1/` a caller may send in a time: any number where it is not set.
    ///
    /// Each key and token has a limit of its own; a server without has one for everyone. The time starts with the first
    /// request and, when it is over, with the next one. A request too many is a 429 `rate_limited` with a `Retry-After` that
    /// says when the time is over, in whole seconds, rounded up. Requests for `/v1/metrics`, those with wrong credentials and
    /// those with scripted answers are not counted.
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

    /// How long after its last use, its creation or a turn, a session expires: never where it is not set.
    ///
    /// A session that has expired is not listed, and a 404 says that it has. See [`MockServer::advance`].
    pub fn session_expiry(mut self, unused_for: Duration) -> Self {
        self.setup.session_expiry = Some(unused_for);
        self
    }

    /// Whether requests and answers are kept for [`MockServer::received`] and [`MockServer::exchanges`], with their bodies:
    /// they are where it is not set.
    pub fn recording(mut self, recording: bool) -> Self {
        self.setup.recording = recording;
        self
    }

    /// How much is kept of each kind, exchanges, requests to scenarios, sessions and runs of pipelines: 10,000, and 256 MiB
    /// of them, where it is not set.
    ///
    /// Beyond that the oldest are let go; of sessions, those that were not used for the longest time. The first time that is
    /// said on the standard error, and counted in the metrics, in [`MockServer::exchanges_dropped`] and in
    /// [`ScenarioRun::dropped`](crate::ScenarioRun::dropped).
    pub fn keep(mut self, number: usize, bytes: usize) -> Self {
        self.setup.bound = kept::Bound { number, bytes };
        self
    }

    /// Whether the server [verifies](MockServer::verify) as it is dropped that all which was scripted has been used, unless the test has failed
    /// already. It does not where it is not set.
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
    /// It does not start where tokio's time is paused, as by `#[tokio::test(start_paused = true)]`: that moves to the next timeout whenever the
    /// program waits for a socket, so that a client gives up before any real server can answer.
    ///
    /// # Errors
    ///
    /// Where tokio's time is paused ([`Unsupported`](io::ErrorKind::Unsupported)): the error says what to do. Where the host and port cannot be listened on, the server's thread cannot be started, or what it is set up with cannot
    /// be: an empty key or token, a rate limit of no requests or no time, sessions that expire at once
    /// ([`InvalidInput`](io::ErrorKind::InvalidInput)).
    pub async fn start(self) -> io::Result<MockServer> {
        paused::refuse()?;
        let (shared, background, bound) = self.launch()?;
        let address = bound.await.map_err(|_| thread_ended())??;
        Ok(MockServer::new(address, shared, background))
    }

    /// As [`start`](Self::start), outside of asynchronous code: for tests of blocking clients.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    ///
    /// # Panics
    ///
    /// Inside of asynchronous code.
    pub fn start_blocking(self) -> io::Result<MockServer> {
        let (shared, background, bound) = self.launch()?;
        let address = bound.blocking_recv().map_err(|_| thread_ended())??;
        Ok(MockServer::new(address, shared, background))
    }

    fn launch(self) -> io::Result<(Arc<Shared>, Background, Bound)> {
        if let Some(problem) = self.setup.problem() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        let shared = Arc::new(Shared::new(self.setup));
        let (background, bound) = Background::start(self.host, self.port, Arc::clone(&shared))?;
        Ok((shared, background, bound))
    }
}

fn thread_ended() -> io::Error {
    io::Error::other("the server's thread ended before it could listen")
}
