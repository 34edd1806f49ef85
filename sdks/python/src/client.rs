//! The client as Python holds it, and the two ways of calling: on this thread, and for an asyncio loop.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use agentspec_ext::{Client as Rust, SessionHandle};
use pyo3::prelude::*;

use crate::arguments::Arguments;
use crate::errors::Failure;
use crate::options::{CallOptions, count, duration};
use crate::reply::{Answer, Reply};
use crate::target::Target;
use crate::wait::{self, Task};

const USER_AGENT: &str = concat!("agentspec-python/", env!("CARGO_PKG_VERSION"));

struct Config {
    base_url: Option<String>,
    api_key: Option<String>,
    token: Option<String>,
    timeout: Option<Duration>,
    max_retries: u32,
    retry_delay: Duration,
}

impl Config {
    fn build(&self) -> Result<Rust, Failure> {
        let mut builder = Rust::builder().timeout(self.timeout).max_retries(self.max_retries).retry_delay(self.retry_delay);
        if let Some(url) = &self.base_url {
            builder = builder.base_url(url);
        }
        if let Some(key) = &self.api_key {
            builder = builder.api_key(key);
        }
        if let Some(token) = &self.token {
            builder = builder.token(token);
        }
        Ok(builder.http(|http| http.user_agent(USER_AGENT)).build()?)
    }
}

/// A client of an AgentSpec server.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Client {
    config: Config,
    /// The client, and the process that made it: a forked child cannot use its parent's connections.
    made: Mutex<(u32, Rust)>,
}

impl Client {
    fn rust(&self) -> Result<Rust, Failure> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if made.0 != process {
            let parents = std::mem::replace(&mut *made, (process, self.config.build()?));
            // Its connections belong to the parent's threads, which the child does not have.
            std::mem::forget(parents);
        }
        Ok(made.1.clone())
    }
}

#[pymethods]
impl Client {
    #[new]
    fn new(
        py: Python<'_>,
        base_url: Option<String>,
        api_key: Option<String>,
        token: Option<String>,
        timeout: Option<f64>,
        max_retries: i64,
        retry_delay: f64,
    ) -> PyResult<Self> {
        let config = || -> Result<_, Failure> {
            let timeout = timeout.map(|seconds| duration("timeout", seconds)).transpose()?;
            let (max_retries, retry_delay) = (count("max_retries", max_retries)?, duration("retry_delay", retry_delay)?);
            let config = Config { base_url, api_key, token, timeout, max_retries, retry_delay };
            let rust = config.build()?;
            Ok((config, rust))
        };
        let (config, rust) = config().map_err(|failure| failure.of_configuration(py))?;
        Ok(Self { config, made: Mutex::new((std::process::id(), rust)) })
    }

    /// A handle on one session, whose turns are taken one after the other.
    fn session(&self, py: Python<'_>, agent: String, session_id: String) -> PyResult<Session> {
        let rust = self.rust().map_err(|failure| failure.into_py_err(py))?;
        Ok(Session(rust.sessions().open(agent, session_id)))
    }
}

/// A handle on one session.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Session(SessionHandle);

fn target(target: &Bound<'_, PyAny>) -> PyResult<Target> {
    if let Ok(session) = target.cast::<Session>() {
        return Ok(Target::Session(session.get().0.clone()));
    }
    let client = target.cast::<Client>()?.get().rust();
    client.map(Target::Client).map_err(|failure| failure.into_py_err(target.py()))
}

/// Makes a call and waits for its answer.
#[pyfunction]
pub(crate) fn call(on: &Bound<'_, PyAny>, operation: &str, arguments: &str, options: CallOptions) -> PyResult<Reply> {
    let py = on.py();
    let called = wait::block_on(py, perform(target(on)?, operation.to_owned(), arguments.to_owned(), options))?;
    called.map_err(|failure| failure.into_py_err(py))?.into_reply(py)
}

/// Starts a call for an asyncio loop, which is told of its end by `resolve(reply, error)`.
#[pyfunction]
pub(crate) fn start(
    on: &Bound<'_, PyAny>,
    operation: String,
    arguments: String,
    options: CallOptions,
    event_loop: Py<PyAny>,
    resolve: Py<PyAny>,
) -> PyResult<Task> {
    let called = perform(target(on)?, operation, arguments, options);
    wait::spawn(event_loop, resolve, called, |py, answer: Answer| Ok(Py::new(py, answer.into_reply(py)?)?.into_any()))
}

async fn perform(target: Target, operation: String, arguments: String, options: CallOptions) -> Result<Answer, Failure> {
    target.call(&operation, Arguments::parse(&arguments)?, options).await
}
