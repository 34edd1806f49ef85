//! The options of one call that differ from those of its client.

use std::time::Duration;

use agentspec_ext::reqwest::header::{HeaderName, HeaderValue};
use agentspec_ext::{Call, CallRecord, EventStream, Operation};
use pyo3::prelude::*;

use crate::credential::{CallCredential, Credential};
use crate::errors::Failure;
use crate::policy::{Policy, Raised};
use crate::values::{count, extract, limit, present, text};

/// `agentspec._options.NativeOptions`.
#[derive(Debug)]
pub(crate) struct CallOptions {
    /// None keeps the client's; `Some((None,))` is no limit.
    timeout: Option<(Option<Duration>,)>,
    deadline: Option<(Option<Duration>,)>,
    max_retries: Option<u32>,
    policy: Option<Policy>,
    headers: Vec<(String, String)>,
    correlation_id: Option<String>,
    idempotency_key: Option<String>,
    record: CallRecord,
    byte_idle_timeout: Option<(Option<Duration>,)>,
    event_idle_timeout: Option<(Option<Duration>,)>,
    /// None keeps the client's.
    credential: Option<CallCredential>,
}

/// A number of seconds, or None for no limit; None if it is unset.
type Seconds<'py> = Option<(Bound<'py, PyAny>,)>;

impl CallOptions {
    /// Extracts them from a `NativeOptions`. `event_loop` is the loop of an asyncio call.
    pub(crate) fn extract(options: &Bound<'_, PyAny>, event_loop: Option<&Py<PyAny>>) -> Result<Self, Failure> {
        type Fields<'py> = (
            Seconds<'py>,
            Seconds<'py>,
            Bound<'py, PyAny>,
            Bound<'py, PyAny>,
            Bound<'py, PyAny>,
            Bound<'py, PyAny>,
            Bound<'py, PyAny>,
            Seconds<'py>,
            Seconds<'py>,
            Option<Credential>,
        );
        let (timeout, deadline, max_retries, policy, headers, correlation_id, idempotency_key, bytes, events, credential): Fields<'_> =
            extract("the options", "a NativeOptions", options)?;
        let read = |name, (seconds,): (Bound<'_, PyAny>,)| limit(name, &seconds).map(|limit| (limit,));
        Ok(Self {
            timeout: timeout.map(|seconds| read("timeout", seconds)).transpose()?,
            deadline: deadline.map(|seconds| read("deadline", seconds)).transpose()?,
            max_retries: present(&max_retries).map(|retries| count("max_retries", retries)).transpose()?,
            policy: present(&policy).map(Policy::extract).transpose()?,
            headers: extract("headers", "a mapping of str to str", &headers)?,
            correlation_id: text("correlation_id", &correlation_id)?,
            idempotency_key: text("idempotency_key", &idempotency_key)?,
            record: CallRecord::default(),
            byte_idle_timeout: bytes.map(|seconds| read("byte_idle_timeout", seconds)).transpose()?,
            event_idle_timeout: events.map(|seconds| read("event_idle_timeout", seconds)).transpose()?,
            credential: credential.map(|credential| credential.for_call(options.py(), event_loop)).transpose()?,
        })
    }
}

impl CallOptions {
    /// Returns where the policy of the call keeps the exception that it raised.
    pub(crate) fn raised(&self) -> Raised {
        self.policy.as_ref().map(Policy::raised).unwrap_or_default()
    }

    /// Returns the record of what is known of the call.
    pub(crate) fn record(&self) -> CallRecord {
        self.record.clone()
    }

    /// Records what is known of the call in `record`.
    pub(crate) fn recorded_in(self, record: CallRecord) -> Self {
        Self { record, ..self }
    }

    /// Applies the options to a streamed call.
    pub(crate) fn apply_to_stream<O: Operation<Output = EventStream>>(self, mut call: Call<O>) -> Result<Call<O>, Failure> {
        if let Some((timeout,)) = self.byte_idle_timeout {
            call = call.byte_idle_timeout(timeout);
        }
        if let Some((timeout,)) = self.event_idle_timeout {
            call = call.event_idle_timeout(timeout);
        }
        self.apply(call)
    }

    /// Applies the options to a call.
    pub(crate) fn apply<O: Operation>(self, call: Call<O>) -> Result<Call<O>, Failure> {
        let mut call = call.record_in(&self.record);
        if let Some((timeout,)) = self.timeout {
            call = call.timeout(timeout);
        }
        if let Some((deadline,)) = self.deadline {
            call = call.deadline(deadline);
        }
        if let Some(retries) = self.max_retries {
            call = call.max_retries(retries);
        }
        if let Some(policy) = self.policy {
            call = policy.apply(call);
        }
        if let Some(credential) = self.credential {
            call = credential.apply(call);
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

/// Refuses options that are invalid for any call.
#[pyfunction]
pub(crate) fn check_options(options: &Bound<'_, PyAny>) -> PyResult<()> {
    CallOptions::extract(options, None).map(drop).map_err(|failure| failure.into_py_err(options.py()))
}
