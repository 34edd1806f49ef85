//! The configuration of a client, by the contract's rules: explicit argument, then environment variable, then default.

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
use crate::dialect::Dialect;
use crate::error::Error;
use crate::operation::{DEFAULT_ANSWER_LIMIT, IdleTimeouts, ReadSettings, UserHeaders};
use crate::retry::{Backoff, Budget, Limits, RetryPolicy, Standard};
use crate::sse::Decoder;
use crate::trace::TraceSettings;
use crate::transport::{Middleware, Network, Pools, Settings, Translator, Transport, default_policy};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(120);
const DEFAULT_MAX_RETRIES: u32 = 3;
const DEFAULT_RETRY_DELAY: Duration = Duration::from_secs(1);
/// Agents may think for minutes, and not every server sends comments meanwhile.
const DEFAULT_BYTE_IDLE_TIMEOUT: Duration = Duration::from_secs(300);
/// A server that only sends comments may do so for a while.
const DEFAULT_EVENT_IDLE_TIMEOUT: Duration = Duration::from_secs(900);
const DEFAULT_MAX_RETRY_DELAY: Duration = Duration::from_secs(60);

/// Configures a [`Client`].
///
/// A setting that is not set comes from the environment (`AGENTSPEC_BASE_URL`, `AGENTSPEC_API_KEY`, `AGENTSPEC_TOKEN`, `AGENTSPEC_DIALECT`; an empty variable
/// counts as unset), otherwise from the default. An explicit key or token overrides both variables; of the two variables the key takes precedence.
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
    dialect: Option<Dialect>,
    credentials: credential::CredentialSettings,
    timeout: Option<Duration>,
    limits: Limits,
    retry_policy: Option<Arc<dyn RetryPolicy>>,
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
            dialect: None,
            credentials: credential::CredentialSettings::default(),
            timeout: Some(DEFAULT_TIMEOUT),
            limits: Limits {
                policy: Arc::new(Standard),
                max_retries: DEFAULT_MAX_RETRIES,
                backoff: Backoff { first: DEFAULT_RETRY_DELAY, cap: DEFAULT_MAX_RETRY_DELAY },
                deadline: None,
            },
            retry_policy: None,
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

    /// Sets the URL of the server: `http` or `https`, a host, and optionally a port and a path prefix. Default `http://localhost:8080`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the dialect of the API that the server speaks. Default [`Dialect::Documented`].
    ///
    /// [`Dialect::Runtime`] is that of the public AgentSpec runtime. [`Dialect::Auto`] finds it out by one `GET /healthz` before the first request, without
    /// a credential and [middleware](Self::middleware); while no health of either API answers it, calls fail without being sent. The guide's chapter on
    /// [dialects](crate::guide::dialects) has a table of what differs.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Ignores the environment: a setting that is not set has its default.
    ///
    /// For a client of another server than the one that the key in the environment belongs to.
    pub fn without_environment(mut self) -> Self {
        self.reads_environment = false;
        self
    }

    /// Sets the time limit of one attempt: until the last byte of its response body, or until the headers of a stream. Default 120 seconds; None is no
    /// limit.
    ///
    /// It includes connecting, which has its own limit: [`connect_timeout`](Self::connect_timeout).
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Sets the number of attempts after the first. Default 3.
    ///
    /// The [policy](Self::retry_policy) decides which failures are retried: by default 429, 502, 503 and 504, a request that could not be sent, and for GET
    /// and DELETE a broken connection or a timeout.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.limits.max_retries = retries;
        self
    }

    /// Sets the delay before the first retry. It doubles with each retry, and jitter adds up to a quarter. Default 1 second; None is no delay.
    ///
    /// A `Retry-After` of the server replaces the delay. Jitter adds up to a tenth to it, so that callers which were rejected together do not return
    /// together.
    pub fn retry_delay(mut self, delay: impl Into<Option<Duration>>) -> Self {
        self.limits.backoff.first = delay.into().unwrap_or_default();
        self
    }

    /// Sets the longest delay before a retry, including jitter; at least [`retry_delay`](Self::retry_delay). Default 60 seconds; None is no limit.
    ///
    /// If the server requests a longer delay by `Retry-After`, the call gives up at once, with [`retry_after`](Error::retry_after) on the error.
    pub fn max_retry_delay(mut self, delay: impl Into<Option<Duration>>) -> Self {
        self.limits.backoff.cap = delay.into().unwrap_or(Duration::MAX);
        self
    }

    /// Sets the time limit of a whole call, including its retries and delays, or until the headers of a stream. Default None: no limit.
    ///
    /// An attempt gets at most the time that is left. If the next delay would exceed the deadline, the call gives up at once. The wait for the previous turns
    /// of a session counts too. The deadline of a pipeline's [watch](crate::RunWatch::deadline) is separate.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.limits.deadline = deadline.into();
        self
    }

    /// Sets the number of retries that all calls of this client together may make at once, which limits the additional load on a failing server. Default
    /// 100; None is no limit.
    ///
    /// The budget is a token bucket. Each retry takes a token, and is not made if there is none; each second adds a token, and so do every ten successful
    /// calls. One call at a time retries without tokens, so a single caller that makes one call after another is never limited.
    pub fn retry_budget(mut self, retries: impl Into<Option<u32>>) -> Self {
        self.retry_budget = retries.into();
        self
    }

    /// Sets the policy that decides whether a failed attempt is retried. Default [`Standard`]; [`Strict`](crate::retry::Strict) if the server speaks
    /// [`Dialect::Runtime`], as it does not look at the `Idempotency-Key`.
    pub fn retry_policy(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry_policy = Some(Arc::new(policy));
        self
    }

    /// Adds code of your own around each attempt: see [`Middleware`]. The first one added is the outermost.
    pub fn middleware(mut self, middleware: impl Middleware + 'static) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Sets how long a stream may be without a byte while it is read, before it times out. Default 300 seconds; None is no limit.
    ///
    /// There is no time limit for a stream that keeps sending.
    pub fn byte_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.reading.idle.bytes = timeout.into();
        self
    }

    /// Sets how long a stream may be without an event while it is read, before it times out. Bytes without an event, such as the comments that keep a
    /// connection open, do not count. Default 900 seconds; None is no limit.
    pub fn event_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.reading.idle.events = timeout.into();
        self
    }

    /// Sets the largest event of a stream, in bytes. Default 16 MiB. A larger event is an error, as is one whose values would take more than twice as much
    /// memory; [`is_decode`](Error::is_decode) is true of it.
    pub fn event_limit(mut self, bytes: usize) -> Self {
        self.reading.event_limit = bytes;
        self
    }

    /// Sets the largest response other than a stream, in bytes, after decompression. Default 64 MiB. A larger response is an error, as is one whose values
    /// would take more than twice as much memory; [`is_decode`](Error::is_decode) is true of it.
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.reading.answer_limit = bytes;
        self
    }

    /// Sets the source of time and randomness. Default [`SystemClock`]; tests inject their own.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.reading.clock = Arc::new(clock);
        self
    }

    /// Sets whether spans contain prompts and answers, as `gen_ai.input.messages` and `gen_ai.output.messages`. Default false.
    ///
    /// [`guide::telemetry`](crate::guide::telemetry) lists what else is recorded. Credentials never are.
    pub fn trace_content(mut self, trace_content: bool) -> Self {
        self.trace_content = trace_content;
        self
    }

    /// Creates the client. Sends nothing. Logs a warning by `tracing` if a key or token would be sent over plain http to another machine.
    ///
    /// # Errors
    /// [`is_configuration`](Error::is_configuration) if the base URL is invalid; the key or token is empty or not valid in a header; more than one of key,
    /// token and source is set; a limit is 0; a proxy is not a URL, or one in the environment cannot be parsed; a header is reserved; `ca_file` has no
    /// certificates; `client_cert` has no key; or the HTTP client cannot be built.
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
        for (name, limit, default) in [
            ("event_limit", self.reading.event_limit, Decoder::DEFAULT_LIMIT),
            ("answer_limit", self.reading.answer_limit, DEFAULT_ANSWER_LIMIT),
        ] {
            if limit == 0 {
                return Err(Error::configuration(format!("{name} is 0 bytes: give a larger number of bytes, such as {default}")));
            }
        }
        let dialect = match self.dialect {
            Some(dialect) => dialect,
            None => variable("AGENTSPEC_DIALECT")?.map(|name| Dialect::read(&name, "AGENTSPEC_DIALECT")).transpose()?.unwrap_or_default(),
        };
        let headers = self.headers.for_client()?;
        let trace = TraceSettings::new(&base_url, self.trace_content, base_url.scheme() == "http" && !is_loopback(&base_url));
        trace.warn_of_plain_http(&credentials);
        let reading = Arc::new(self.reading);
        let translator = Translator::new(dialect, &base_url, &reading);
        let policy = self.retry_policy.unwrap_or_else(|| default_policy(translator.as_ref()));
        let settings = Settings {
            timeout: self.timeout,
            limits: Limits { policy, ..self.limits },
            budget: Budget::new(self.retry_budget),
            middleware: self.middleware.into(),
            reading,
            trace,
            headers: headers.into(),
        };
        let has_no_proxy = self.network.proxy.is_none();
        let customise = self.network.customise.clone();
        let http = Pools::new(self.network, is_loopback(&base_url))?;
        if has_no_proxy && proxy::uses_environment_proxy(customise.as_deref(), &http.library()) {
            proxy::check(&base_url, |variable| std::env::var_os(variable))?;
        }
        Ok(Client::new(Transport::new(&base_url, http, credentials, translator, settings)))
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
            .field("dialect", &self.dialect)
            .field("credential", &self.credentials)
            .field("timeout", &self.timeout)
            .field("limits", &self.limits)
            .field("retry_policy", &self.retry_policy)
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

#[cfg(test)]
mod vectors;
