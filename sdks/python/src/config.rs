//! The configuration of a client: from the arguments of Python to the builder of Rust.

use std::path::PathBuf;
use std::time::Duration;

use agentspec_ext::{Client as Rust, Dialect};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use zeroize::Zeroizing;

use crate::credential::Credential;
use crate::errors::Failure;
use crate::values::path;

const USER_AGENT: &str = concat!("agentspec-python/", env!("CARGO_PKG_VERSION"));

/// The configuration of a client, from which a forked child builds its own.
pub(crate) struct Config {
    pub(crate) base_url: Option<String>,
    pub(crate) api_key: Option<Zeroizing<String>>,
    pub(crate) token: Option<Zeroizing<String>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) retry_delay: Duration,
    pub(crate) max_retry_delay: Duration,
    pub(crate) retry_budget: Option<u32>,
    pub(crate) byte_idle_timeout: Option<Duration>,
    pub(crate) event_idle_timeout: Option<Duration>,
    pub(crate) event_limit: usize,
    pub(crate) answer_limit: usize,
    pub(crate) reads_environment: bool,
    pub(crate) trace_content: bool,
    pub(crate) proxy: Option<String>,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) client_cert: Option<(PathBuf, Option<PathBuf>)>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) pool_idle_timeout: Option<Duration>,
    pub(crate) pool_max_idle_per_host: Option<u32>,
    /// A callable that returns the credential of each attempt. Calls pass it themselves.
    pub(crate) credential: Option<Credential>,
    pub(crate) dialect: Option<Dialect>,
}

impl Config {
    pub(crate) fn build(&self) -> Result<Rust, Failure> {
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
        if let Some(dialect) = self.dialect {
            builder = builder.dialect(dialect);
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

/// Extracts the path of one file with both, or of two files.
pub(crate) fn certificate_and_key(value: &Bound<'_, PyAny>) -> Result<Option<(PathBuf, Option<PathBuf>)>, Failure> {
    let Ok(pair) = value.cast::<PyTuple>() else { return Ok(path("client_cert", value)?.map(|certificate| (certificate, None))) };
    let pair: Vec<_> = pair.iter().map(|each| path("client_cert", &each)).collect::<Result<_, _>>()?;
    match <[_; 2]>::try_from(pair) {
        Ok([Some(certificate), Some(key)]) => Ok(Some((certificate, Some(key)))),
        _ => Err(Failure::Argument("client_cert: expected a path, or a tuple of two paths: of the certificate and of its key".to_owned())),
    }
}

/// Refuses invalid headers when the client is created. Each call passes them, so that a call can omit them.
pub(crate) fn check_headers(headers: Vec<(String, String)>) -> Result<(), Failure> {
    if headers.is_empty() {
        return Ok(());
    }
    let builder = headers.into_iter().fold(Rust::builder().without_environment(), |builder, (name, value)| builder.header(name, value));
    builder.build()?;
    Ok(())
}
