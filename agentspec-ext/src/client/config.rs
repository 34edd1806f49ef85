//! The contract's configuration rules: explicit argument, then environment variable, then default.

mod base_url;
mod credential;
mod host;
mod network;
mod proxy;

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use self::host::is_loopback;
use super::Client;
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::operation::{DEFAULT_ANSWER_LIMIT, IdleTimeouts, ReadSettings, UserHeaders};
use crate::retry::{Backoff, Budget, Limits, RetryPolicy, Standard};
use crate::sse::Decoder;
use crate::trace::TraceSettings;
use crate::transport::{Middleware, Network, Pools, Settings, Transport};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(120);
const DEFAULT_MAX_RETRIES: u32 = 3;
const DEFAULT_RETRY_DELAY: Duration = Duration::from_secs(1);
/// Agents think for minutes, and not every server sends a comment meanwhile.
const DEFAULT_BYTE_IDLE_TIMEOUT: Duration = Duration::from_secs(300);
/// A server that only says that it is still there may do so for a while.
const DEFAULT_EVENT_IDLE_TIMEOUT: Duration = Duration::from_secs(900);
const DEFAULT_MAX_RETRY_DELAY: Duration = Duration::from_secs(60);

/// Configures a [`Client`].
///
/// What is not set comes from the environment (`AGENTSPEC_BASE_URL`, `AGENTSPEC_API_KEY`, `AGENTSPEC_TOKEN`; an empty variable counts as
/// unset), else from the default. An explicit key or token hides both variables; of two variables the key wins.
///
/// ```
/// use std::time::Duration;
/// use agentspec_ext::Client;
///
/// let client = Client::builder()
///     .base_url("https://agents.example.com/team-a")
///     .api_key("your-api-key")
///     .timeout(Duration::from_secs(30))
///     .max_retries(5)
///     .retry_delay(Duration::from_millis(500))
///     .build()?;
/// # Ok::<(), agentspec_ext::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "call build()"]
pub struct ClientBuilder {
    base_url: Option<String>,
    credentials: credential::CredentialSettings,
    timeout: Option<Duration>,
    limits: Limits,
    retry_budget: Option<u32>,
    middleware: Vec<Arc<dyn Middleware>>,
    reading: ReadSettings,
    trace_content: bool,
    network: Network,
    headers: UserHeaders,
    reads_environment: bool,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            base_url: None,
            credentials: credential::CredentialSettings::default(),
            timeout: Some(DEFAULT_TIMEOUT),
            limits: Limits {
                policy: Arc::new(Standard),
                max_retries: DEFAULT_MAX_RETRIES,
                backoff: Backoff { first: DEFAULT_RETRY_DELAY, cap: DEFAULT_MAX_RETRY_DELAY },
                deadline: None,
            },
            retry_budget: Some(Budget::DEFAULT),
            middleware: Vec::new(),
            reading: ReadSettings {
                clock: Arc::new(SystemClock),
                idle: IdleTimeouts { bytes: Some(DEFAULT_BYTE_IDLE_TIMEOUT), events: Some(DEFAULT_EVENT_IDLE_TIMEOUT) },
                event_limit: Decoder::DEFAULT_LIMIT,
                answer_limit: DEFAULT_ANSWER_LIMIT,
            },
            trace_content: false,
            network: Network::default(),
            headers: UserHeaders::default(),
            reads_environment: true,
        }
    }

    /// Where the server is: `http` or `https`, a host, perhaps a port and a path prefix. Default `http://localhost:8080`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Takes nothing from the environment: what is not set is the default.
    ///
    /// For a client of another server than the one that the environment's key is for.
    pub fn without_environment(mut self) -> Self {
        self.reads_environment = false;
        self
    }

    /// How long one attempt may take: to the last byte of its body, on a stream to its headers. Default 120 seconds; None is no limit.
    ///
    /// Connecting may take [`connect_timeout`](Self::connect_timeout) of it.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How many attempts may follow the first. Default 3.
    ///
    /// Which failures are retried, the [policy](Self::retry_policy) says: by default 429, 502, 503 and 504, a request that could not be sent, and
    /// for GET and DELETE a broken connection or a timeout.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.limits.max_retries = retries;
        self
    }

    /// The delay before the first retry; it doubles with each, and jitter adds up to a quarter. Default 1 second; None is no delay.
    ///
    /// A `Retry-After` of the server's is waited for instead. Jitter adds up to a tenth to it, so that callers which were refused together do not
    /// come back together.
    pub fn retry_delay(mut self, delay: impl Into<Option<Duration>>) -> Self {
        self.limits.backoff.first = delay.into().unwrap_or_default();
        self
    }

    /// The longest delay before a retry, at which doubling stops, jitter included; at least [`retry_delay`](Self::retry_delay). Default 60
    /// seconds; None is no limit.
    ///
    /// Where the server asks for more by its `Retry-After`, the call gives up at once, with [`retry_after`](Error::retry_after) on the error.
    pub fn max_retry_delay(mut self, delay: impl Into<Option<Duration>>) -> Self {
        self.limits.backoff.cap = delay.into().unwrap_or(Duration::MAX);
        self
    }

    /// How long a whole call may take, its retries and the delays between them included; of a stream, until its headers. Default None: no
    /// limit.
    ///
    /// An attempt gets no more time than is left, and a retry whose delay does not fit is not waited for: the call gives up at once. The wait for
    /// the turns of its session before it counts too. It is not the deadline of a pipeline's [watch](crate::RunWatch::deadline).
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.limits.deadline = deadline.into();
        self
    }

    /// How many retries all calls of this client together may have in hand, so that a server which fails is not asked more by all of them
    /// at once. Default 100; None is no limit.
    ///
    /// It is a bucket of tokens. Each retry takes one, and is not made where none is left; each second brings one, and every ten calls that
    /// succeed. One call at a time retries without: a caller alone, that waits for each call before the next, never runs short.
    pub fn retry_budget(mut self, retries: impl Into<Option<u32>>) -> Self {
        self.retry_budget = retries.into();
        self
    }

    /// What decides whether a failed attempt is made again. Default [`Standard`].
    pub fn retry_policy(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.limits.policy = Arc::new(policy);
        self
    }

    /// Code of your own around each attempt: see [`Middleware`]. Of several, the first is the outermost.
    pub fn middleware(mut self, middleware: impl Middleware + 'static) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// How long a stream may be without a byte while it is waited for; its end is a timeout. Default 300 seconds; None is no limit.
    ///
    /// No timeout bounds a stream that keeps sending.
    pub fn byte_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.reading.idle.bytes = timeout.into();
        self
    }

    /// How long a stream may be without an event while it is waited for, though bytes keep coming, such as the comments that servers send
    /// to keep a connection open; its end is a timeout. Default 900 seconds; None is no limit.
    pub fn event_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.reading.idle.events = timeout.into();
        self
    }

    /// The largest event of a stream, in bytes; a larger one is an error, for which [`is_decode`](Error::is_decode) is true. So is one whose values
    /// would take more than twice as much memory. Default 16 MiB.
    pub fn event_limit(mut self, bytes: usize) -> Self {
        self.reading.event_limit = bytes;
        self
    }

    /// The largest answer that is no stream, in bytes, once it is decompressed; a larger one is an error, for which
    /// [`is_decode`](Error::is_decode) is true. So is one whose values would take more than twice as much memory. Default 64 MiB.
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.reading.answer_limit = bytes;
        self
    }

    /// Where time and chance come from. Default [`SystemClock`]; tests hand in their own.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.reading.clock = Arc::new(clock);
        self
    }

    /// Whether spans hold prompts and answers, as `gen_ai.input.messages` and `gen_ai.output.messages`. Default false.
    ///
    /// What else is recorded, [`guide::telemetry`](crate::guide::telemetry) says. No credential is, in any case.
    pub fn trace_content(mut self, trace_content: bool) -> Self {
        self.trace_content = trace_content;
        self
    }

    /// Makes the client. Sends nothing. Warns, by `tracing`, of a key or token that would be sent over plain http to another machine.
    ///
    /// # Errors
    /// [`is_configuration`](Error::is_configuration): a base URL that is none, an empty key or token or one that no header can hold, more
    /// than one of a key, a token and a source, a limit of 0, a proxy that is no URL, one of the environment that cannot be read, a header that no call may
    /// set, a `ca_file` without certificates, a `client_cert` without its key, or
    /// an HTTP client that cannot be built.
    pub fn build(self) -> Result<Client, Error> {
        let reads = self.reads_environment;
        self.build_with(|variable| if reads { std::env::var_os(variable) } else { None })
    }

    fn build_with(self, environment: impl Fn(&str) -> Option<OsString>) -> Result<Client, Error> {
        let variable = |name: &str| read_variable(name, environment(name));
        let base_url = match self.base_url {
            Some(url) => base_url::parse(&url, "base_url")?,
            None => match variable("AGENTSPEC_BASE_URL")? {
                Some(url) => base_url::parse(&url, "AGENTSPEC_BASE_URL")?,
                None => base_url::parse(base_url::DEFAULT, "base_url")?,
            },
        };
        let credentials = self.credentials.resolve(variable)?;
        for (name, limit, what, such) in [
            ("event_limit", self.reading.event_limit, "event", Decoder::DEFAULT_LIMIT),
            ("answer_limit", self.reading.answer_limit, "answer", DEFAULT_ANSWER_LIMIT),
        ] {
            if limit == 0 {
                let message = format!("{name} is 0 bytes, and no {what} is that small: give a number of bytes, such as {such}");
                return Err(Error::configuration(message));
            }
        }
        let headers = self.headers.for_client()?;
        let trace = TraceSettings::new(&base_url, self.trace_content, base_url.scheme() == "http" && !is_loopback(&base_url));
        trace.warn_of_plain_http(&credentials);
        let settings = Settings {
            timeout: self.timeout,
            limits: self.limits,
            budget: Budget::new(self.retry_budget),
            middleware: self.middleware.into(),
            reading: Arc::new(self.reading),
            trace,
            headers: headers.into(),
        };
        let is_asked = self.network.proxy.is_none();
        let customise = self.network.customise.clone();
        let http = Pools::new(self.network, is_loopback(&base_url))?;
        if is_asked && proxy::uses_environment_proxy(customise.as_deref(), &http.library()) {
            proxy::check(&base_url, |variable| std::env::var_os(variable))?;
        }
        Ok(Client::new(Transport::new(&base_url, http, credentials, settings)))
    }
}

fn read_variable(name: &str, value: Option<OsString>) -> Result<Option<String>, Error> {
    match value.map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(value)) => Ok(Some(value).filter(|value| !value.is_empty())),
        Some(Err(_)) => Err(Error::configuration(format!("{name} is not UTF-8: set it again, or unset it"))),
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url.as_deref().map(|_| "…"))
            .field("credential", &self.credentials)
            .field("timeout", &self.timeout)
            .field("limits", &self.limits)
            .field("retry_budget", &self.retry_budget)
            .field("middleware", &self.middleware)
            .field("reading", &self.reading)
            .field("trace_content", &self.trace_content)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "config/tests.rs"]
mod tests;
