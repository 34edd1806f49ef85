//! The client and session objects of Python, and the two kinds of calls: blocking, and for an asyncio loop.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use agentspec_ext::{Client as Rust, EventStream, SessionHandle};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use zeroize::Zeroizing;

use crate::arguments::Arguments;
use crate::credential::Credential;
use crate::errors::Failure;
use crate::options::CallOptions;
use crate::policy::Policy;
use crate::process::Own;
use crate::record::Record;
use crate::reply::{Answer, Reply};
use crate::target::Target;
use crate::telemetry::Telemetry;
use crate::values::{bytes, count, extract, limit, optional_count, path, seconds, text};
use crate::wait::{self, Task};

const USER_AGENT: &str = concat!("agentspec-python/", env!("CARGO_PKG_VERSION"));

struct Config {
    base_url: Option<String>,
    api_key: Option<Zeroizing<String>>,
    token: Option<Zeroizing<String>>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    max_retries: u32,
    retry_delay: Duration,
    max_retry_delay: Duration,
    retry_budget: Option<u32>,
    byte_idle_timeout: Option<Duration>,
    event_idle_timeout: Option<Duration>,
    event_limit: usize,
    answer_limit: usize,
    reads_environment: bool,
    trace_content: bool,
    proxy: Option<String>,
    ca_file: Option<PathBuf>,
    client_cert: Option<(PathBuf, Option<PathBuf>)>,
    connect_timeout: Option<Duration>,
    pool_idle_timeout: Option<Duration>,
    pool_max_idle_per_host: Option<u32>,
    /// A callable that returns the credential of each attempt. Calls pass it themselves.
    credential: Option<Credential>,
}

impl Config {
    fn build(&self) -> Result<Rust, Failure> {
        let mut builder = Rust::builder()
            .timeout(self.timeout)
            .deadline(self.deadline)
            .max_retries(self.max_retries)
            .retry_delay(self.retry_delay)
            .max_retry_delay(self.max_retry_delay)
            .retry_budget(self.retry_budget)
            .byte_idle_timeout(self.byte_idle_timeout)
            .event_idle_timeout(self.event_idle_timeout)
            .event_limit(self.event_limit)
            .answer_limit(self.answer_limit)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(self.pool_idle_timeout)
            .trace_content(self.trace_content);
        if let Some(url) = &self.base_url {
            builder = builder.base_url(url);
        }
        if let Some(key) = &self.api_key {
            builder = builder.api_key(key.as_str());
        }
        if let Some(token) = &self.token {
            builder = builder.token(token.as_str());
        }
        if !self.reads_environment {
            builder = builder.without_environment();
        }
        if let Some(url) = &self.proxy {
            builder = builder.proxy(url);
        }
        if let Some(path) = &self.ca_file {
            builder = builder.ca_file(path);
        }
        if let Some((cert, key)) = &self.client_cert {
            builder = builder.client_cert(cert);
            if let Some(key) = key {
                builder = builder.client_key(key);
            }
        }
        if let Some(count) = self.pool_max_idle_per_host {
            builder = builder.pool_max_idle_per_host(usize::try_from(count).unwrap_or(usize::MAX));
        }
        if let Some(source) = self.credential.as_ref().and_then(Credential::source) {
            builder = builder.credential_source(source);
        }
        #[cfg(feature = "test-util")]
        if let Some(clock) = crate::clock::current() {
            builder = builder.clock(clock);
        }
        Ok(builder.user_agent(USER_AGENT).build()?)
    }
}

/// A client of an AgentSpec server.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Client {
    config: Config,
    base_url: String,
    /// None once it is closed. A forked child creates its own, as its parent's threads serve its parent's connections.
    rust: Mutex<Option<Own<Rust>>>,
}

impl Client {
    fn rust(&self) -> Result<Rust, Failure> {
        let mut guard = self.rust.lock().unwrap_or_else(PoisonError::into_inner);
        let current = guard.as_mut().ok_or(Failure::ClosedClient)?;
        if let Some(rust) = current.get() {
            return Ok(rust.clone());
        }
        let rust = self.config.build()?;
        *current = Own::new(rust.clone());
        Ok(rust)
    }
}

#[pymethods]
impl Client {
    #[new]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the Python client")]
    fn new(
        base_url: &Bound<'_, PyAny>,
        api_key: &Bound<'_, PyAny>,
        token: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
        deadline: &Bound<'_, PyAny>,
        max_retries: &Bound<'_, PyAny>,
        retry_delay: &Bound<'_, PyAny>,
        max_retry_delay: &Bound<'_, PyAny>,
        retry_budget: &Bound<'_, PyAny>,
        retry_policy: &Bound<'_, PyAny>,
        byte_idle_timeout: &Bound<'_, PyAny>,
        event_idle_timeout: &Bound<'_, PyAny>,
        event_limit: &Bound<'_, PyAny>,
        answer_limit: &Bound<'_, PyAny>,
        environment: &Bound<'_, PyAny>,
        proxy: &Bound<'_, PyAny>,
        ca_file: &Bound<'_, PyAny>,
        trace_content: &Bound<'_, PyAny>,
        client_cert: &Bound<'_, PyAny>,
        connect_timeout: &Bound<'_, PyAny>,
        pool_idle_timeout: &Bound<'_, PyAny>,
        pool_max_idle_per_host: &Bound<'_, PyAny>,
        headers: &Bound<'_, PyAny>,
        credential: Option<Credential>,
    ) -> PyResult<Self> {
        let telemetry = Telemetry::logging(base_url.py())?;
        let build = || -> Result<_, Failure> {
            let config = Config {
                base_url: text("base_url", base_url)?,
                api_key: text("api_key", api_key)?.map(Zeroizing::new),
                token: text("token", token)?.map(Zeroizing::new),
                timeout: limit("timeout", timeout)?,
                deadline: limit("deadline", deadline)?,
                max_retries: count("max_retries", max_retries)?,
                retry_delay: seconds("retry_delay", retry_delay)?,
                max_retry_delay: seconds("max_retry_delay", max_retry_delay)?,
                retry_budget: optional_count("retry_budget", retry_budget)?,
                byte_idle_timeout: limit("byte_idle_timeout", byte_idle_timeout)?,
                event_idle_timeout: limit("event_idle_timeout", event_idle_timeout)?,
                event_limit: bytes("event_limit", event_limit)?,
                answer_limit: bytes("answer_limit", answer_limit)?,
                reads_environment: extract("environment", "a bool", environment)?,
                trace_content: extract("trace_content", "a bool", trace_content)?,
                proxy: text("proxy", proxy)?,
                ca_file: path("ca_file", ca_file)?,
                client_cert: certificate_and_key(client_cert)?,
                connect_timeout: limit("connect_timeout", connect_timeout)?,
                pool_idle_timeout: limit("pool_idle_timeout", pool_idle_timeout)?,
                pool_max_idle_per_host: optional_count("pool_max_idle_per_host", pool_max_idle_per_host)?,
                credential,
            };
            check_headers(extract("headers", "a mapping of str to str", headers)?)?;
            // Only checked here: each call passes its own policy, which keeps what the callable raised for that call.
            Policy::extract(retry_policy)?;
            let rust = telemetry.in_scope(|| config.build())?;
            Ok(Self { config, base_url: rust.base_url().to_owned(), rust: Mutex::new(Some(Own::new(rust))) })
        };
        let py = base_url.py();
        let client = build().map_err(|failure| failure.into_configuration_error(py))?;
        telemetry.deliver(py)?;
        Ok(client)
    }

    /// Closes the client: later calls fail. Idle connections are closed at once, those of calls and streams in progress when they end.
    fn close(&self, py: Python<'_>) {
        let rust = self.rust.lock().unwrap_or_else(PoisonError::into_inner).take();
        py.detach(|| drop(rust));
    }

    #[getter]
    fn base_url(&self) -> &str {
        &self.base_url
    }

    #[getter]
    fn is_closed(&self) -> bool {
        self.rust.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

/// Extracts the path of one file with both, or of two files.
fn certificate_and_key(value: &Bound<'_, PyAny>) -> Result<Option<(PathBuf, Option<PathBuf>)>, Failure> {
    let Ok(pair) = value.cast::<PyTuple>() else { return Ok(path("client_cert", value)?.map(|certificate| (certificate, None))) };
    let pair: Vec<_> = pair.iter().map(|each| path("client_cert", &each)).collect::<Result<_, _>>()?;
    match <[_; 2]>::try_from(pair) {
        Ok([Some(certificate), Some(key)]) => Ok(Some((certificate, Some(key)))),
        _ => Err(Failure::Argument("client_cert: expected a path, or a tuple of two paths: of the certificate and of its key".to_owned())),
    }
}

/// Refuses invalid headers when the client is created. Each call passes them, so that a call can omit them.
fn check_headers(headers: Vec<(String, String)>) -> Result<(), Failure> {
    if headers.is_empty() {
        return Ok(());
    }
    let builder = headers.into_iter().fold(Rust::builder().without_environment(), |builder, (name, value)| builder.header(name, value));
    builder.build()?;
    Ok(())
}

/// A handle on one session, which runs its turns one after the other.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Session {
    client: Py<Client>,
    agent: String,
    id: String,
    /// None before the first call in this process.
    handle: Mutex<Option<Own<SessionHandle>>>,
}

#[pymethods]
impl Session {
    #[new]
    fn new(client: Py<Client>, agent: &Bound<'_, PyAny>, session_id: &Bound<'_, PyAny>) -> PyResult<Self> {
        let names = || Ok((extract("agent", "a str", agent)?, extract("session_id", "a str", session_id)?));
        let (agent, id) = names().map_err(|failure: Failure| failure.into_py_err(agent.py()))?;
        Ok(Self { client, agent, id, handle: Mutex::default() })
    }

    /// The message of the unresolved turn, its idempotency key, and whether it was streamed.
    #[getter]
    fn unresolved_turn(&self) -> Option<(String, String, bool)> {
        let turn = self.opened()?.unresolved_turn()?;
        Some((turn.input().to_owned(), turn.idempotency_key().to_owned(), turn.is_streamed()))
    }

    fn go_on(&self) {
        if let Some(handle) = self.opened() {
            handle.go_on();
        }
    }
}

impl Session {
    /// Returns the handle; None before its first call in this process.
    fn opened(&self) -> Option<SessionHandle> {
        self.handle.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(Own::get).cloned()
    }

    fn open(&self) -> Result<SessionHandle, Failure> {
        let client = self.client.get().rust()?;
        let mut current = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = current.as_ref().and_then(Own::get) {
            return Ok(handle.clone());
        }
        let handle = client.sessions().open(&self.agent, &self.id);
        *current = Some(Own::new(handle.clone()));
        Ok(handle)
    }
}

fn resolve_target(target: &Bound<'_, PyAny>) -> PyResult<Target> {
    let resolved = match target.cast::<Session>() {
        Ok(session) => session.get().open().map(Target::Session),
        Err(_) => target.cast::<Client>()?.get().rust().map(Target::Client),
    };
    resolved.map_err(|failure| failure.into_py_err(target.py()))
}

/// Makes a call and waits for its reply.
#[pyfunction]
pub(crate) fn call(
    target: &Bound<'_, PyAny>,
    operation: &str,
    arguments: &str,
    options: &Bound<'_, PyAny>,
    telemetry: Option<Telemetry>,
) -> PyResult<Reply> {
    let py = target.py();
    let options = CallOptions::extract(options, None).map_err(|failure| failure.into_py_err(py))?;
    let (waiting, record) = (telemetry.clone(), options.record());
    if let Some(cause) = wait::refusal() {
        return Err(Failure::from(record.error(cause, 0)).into_py_err(py));
    }
    let call = perform(resolve_target(target)?, operation.to_owned(), arguments.to_owned(), options, telemetry);
    let answer = wait::block_on(py, waiting.as_ref(), &record, call)?;
    answer.map_err(|failure| failure.into_py_err(py))?.into_reply(py)
}

/// Escapes a server's text so that it is safe to print to a terminal.
#[pyfunction]
pub(crate) fn escaped(text: &str) -> String {
    agentspec_ext::escaped(text).to_string()
}

/// Returns a stream of bytes as a server would send them.
#[pyfunction]
pub(crate) fn stream_of(data: &Bound<'_, PyAny>) -> PyResult<Reply> {
    let py = data.py();
    let data: Vec<u8> = extract("data", "bytes", data).map_err(|failure| failure.into_py_err(py))?;
    Answer::stream(EventStream::from_bytes(data)).into_reply(py)
}

/// Starts a call for an asyncio loop. At its end the loop calls `resolve(reply, error)`.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "each is an argument of the Python function")]
pub(crate) fn start(
    target: &Bound<'_, PyAny>,
    operation: String,
    arguments: String,
    options: &Bound<'_, PyAny>,
    telemetry: Option<Telemetry>,
    record: Option<Record>,
    event_loop: Py<PyAny>,
    resolve: Py<PyAny>,
) -> PyResult<Task> {
    let options = CallOptions::extract(options, Some(&event_loop)).map_err(|failure| failure.into_py_err(target.py()))?;
    let options = options.recorded_in(record.unwrap_or_default().0);
    let to_python = |py: Python<'_>, answer: Answer| Ok(Py::new(py, answer.into_reply(py)?)?.into_any());
    let py = target.py();
    let target = resolve_target(target)?;
    let is_ordered = matches!(target, Target::Session(_));
    let call = perform(target, operation, arguments, options, telemetry.clone());
    if is_ordered {
        return wait::spawn(event_loop, resolve, telemetry, wait::begin(py, call)?, to_python);
    }
    wait::spawn(event_loop, resolve, telemetry, call, to_python)
}

async fn perform(
    target: Target,
    operation: String,
    arguments: String,
    options: CallOptions,
    telemetry: Option<Telemetry>,
) -> Result<Answer, Failure> {
    let call = target.call(&operation, Arguments::parse(&arguments)?, options);
    match telemetry {
        Some(telemetry) => Ok(telemetry.instrument(call).await?.with_telemetry(telemetry)),
        None => call.await,
    }
}
