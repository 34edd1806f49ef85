//! What one call does differently from its client, as Python gave it.

use std::time::Duration;

use agentspec_ext::reqwest::header::{HeaderName, HeaderValue};
use agentspec_ext::{Call, Operation};
use pyo3::prelude::*;

use crate::errors::Failure;

/// `agentspec._options.CallOptions.native()`.
#[derive(Debug, FromPyObject)]
pub(crate) struct CallOptions {
    /// None where the client's holds; Some(None) is no limit.
    timeout: Option<(Option<f64>,)>,
    max_retries: Option<i64>,
    headers: Vec<(String, String)>,
    correlation_id: Option<String>,
    idempotency_key: Option<String>,
}

impl CallOptions {
    pub(crate) fn apply<O: Operation>(self, mut call: Call<O>) -> Result<Call<O>, Failure> {
        if let Some((timeout,)) = self.timeout {
            call = call.timeout(timeout.map(|seconds| duration("timeout", seconds)).transpose()?);
        }
        if let Some(retries) = self.max_retries {
            call = call.max_retries(count("max_retries", retries)?);
        }
        for (name, value) in self.headers {
            let refuse = |what: &str| Failure::Argument(format!("headers: {what} of {name:?} cannot be sent in HTTP"));
            let parsed = HeaderName::try_from(name.as_str()).map_err(|_| refuse("the name"))?;
            let mut value = HeaderValue::try_from(value).map_err(|_| refuse("the value"))?;
            value.set_sensitive(true);
            call = call.header(parsed, value);
        }
        if let Some(id) = self.correlation_id {
            call = call.correlation_id(id);
        }
        if let Some(key) = self.idempotency_key {
            call = call.idempotency_key(key);
        }
        Ok(call)
    }
}

/// Seconds, which may not be negative.
pub(crate) fn duration(name: &str, seconds: f64) -> Result<Duration, Failure> {
    Duration::try_from_secs_f64(seconds).map_err(|_| Failure::Argument(format!("{name} is {seconds}: give a number of seconds, 0 or more")))
}

pub(crate) fn count(name: &str, value: i64) -> Result<u32, Failure> {
    u32::try_from(value).map_err(|_| Failure::Argument(format!("{name} is {value}: give a whole number, 0 or more")))
}
