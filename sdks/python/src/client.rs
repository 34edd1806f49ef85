//! The client object of Python.

use std::sync::{Mutex, PoisonError};

use agentspec_ext::{Client as Rust, Dialect};
use pyo3::prelude::*;
use zeroize::Zeroizing;

use crate::config::{Config, certificate_and_key, check_headers};
use crate::credential::Credential;
use crate::errors::Failure;
use crate::policy::Policy;
use crate::process::Own;
use crate::telemetry::Telemetry;
use crate::values::{bytes, count, extract, limit, optional_count, path, seconds, text};

/// A client of an AgentSpec server.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Client {
    config: Config,
    base_url: String,
    dialect: String,
    /// None once it is closed. A forked child creates its own, as its parent's threads serve its parent's connections.
    rust: Mutex<Option<Own<Rust>>>,
}

impl Client {
    pub(crate) fn rust(&self) -> Result<Rust, Failure> {
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
        dialect: &Bound<'_, PyAny>,
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
                dialect: text("dialect", dialect)?.map(|name| name.parse::<Dialect>()).transpose()?,
            };
            check_headers(extract("headers", "a mapping of str to str", headers)?)?;
            // Only checked here: each call passes its own policy, which keeps what the callable raised for that call.
            Policy::extract(retry_policy)?;
            let rust = telemetry.in_scope(|| config.build())?;
            let (base_url, dialect) = (rust.base_url().to_owned(), rust.dialect().to_string());
            Ok(Self { config, base_url, dialect, rust: Mutex::new(Some(Own::new(rust))) })
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

    /// The name of the dialect that was set.
    #[getter]
    fn dialect(&self) -> &str {
        &self.dialect
    }

    #[getter]
    fn is_closed(&self) -> bool {
        self.rust.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}
