//! The client as Python holds it, and the two ways of calling: on this thread, and for an asyncio loop.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use agentspec_ext::reqwest::{Certificate, ClientBuilder, Proxy};
use agentspec_ext::{Client as Rust, EventStream, SessionHandle};
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
    reads_environment: bool,
    network: Network,
}

/// What a client does differently from the system: its proxy, and the certificates that it trusts as well.
#[derive(Clone, Default)]
struct Network {
    proxy: Option<Proxy>,
    certificates: Vec<Certificate>,
}

impl Network {
    fn new(proxy: Option<&str>, ca_file: Option<&str>) -> Result<Self, Failure> {
        let proxy = proxy.map(Proxy::all).transpose();
        let proxy = proxy.map_err(|_| Failure::Argument("proxy is not a URL: give one, as in http://localhost:3128".to_owned()))?;
        let certificates = ca_file.map(read_certificates).transpose()?.unwrap_or_default();
        Ok(Self { proxy, certificates })
    }

    fn apply(&self, mut http: ClientBuilder) -> ClientBuilder {
        if let Some(proxy) = &self.proxy {
            http = http.proxy(proxy.clone());
        }
        self.certificates.iter().cloned().fold(http, ClientBuilder::add_root_certificate)
    }
}

fn read_certificates(path: &str) -> Result<Vec<Certificate>, Failure> {
    let refuse = |why: String| Failure::Argument(format!("ca_file {path:?} {why}: give a file of certificates in PEM"));
    let pem = std::fs::read(path).map_err(|error| refuse(format!("cannot be read ({error})")))?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(refuse("holds no certificate".to_owned())),
    }
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
        if !self.reads_environment {
            builder = builder.without_environment();
        }
        let network = self.network.clone();
        Ok(builder.http(move |http| network.apply(http.user_agent(USER_AGENT))).build()?)
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
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the Python client")]
    fn new(
        py: Python<'_>,
        base_url: Option<String>,
        api_key: Option<String>,
        token: Option<String>,
        timeout: Option<f64>,
        max_retries: i64,
        retry_delay: f64,
        environment: bool,
        proxy: Option<&str>,
        ca_file: Option<&str>,
    ) -> PyResult<Self> {
        let config = || -> Result<_, Failure> {
            let timeout = timeout.map(|seconds| duration("timeout", seconds)).transpose()?;
            let (max_retries, retry_delay) = (count("max_retries", max_retries)?, duration("retry_delay", retry_delay)?);
            let network = Network::new(proxy, ca_file)?;
            let config = Config { base_url, api_key, token, timeout, max_retries, retry_delay, reads_environment: environment, network };
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

/// A stream of these bytes, as a server would send them.
#[pyfunction]
pub(crate) fn stream_of(py: Python<'_>, data: Vec<u8>) -> PyResult<Reply> {
    Answer::stream(EventStream::from_bytes(data)).into_reply(py)
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
