//! What one call does differently from its client, as Python gave it.

use std::time::Duration;

use agentspec_ext::reqwest::header::{HeaderName, HeaderValue};
use agentspec_ext::{Call, CallRecord, EventStream, Operation};
use pyo3::prelude::*;

use crate::credential::{CallCredential, Credential};
use crate::errors::Failure;
use crate::policy::{Policy, Raised};
use crate::values::{count, given, limit, present, text};

/// `agentspec._options.NativeOptions`.
#[derive(Debug)]
pub(crate) struct CallOptions {
    /// None where the client's holds; Some(None) is no limit.
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
    /// None where the client's holds.
    credential: Option<CallCredential>,
}

/// What is set of a number of seconds.
type Seconds<'py> = Option<(Bound<'py, PyAny>,)>;

impl CallOptions {
    /// `event_loop` is that of the call, where it has one.
    pub(crate) fn given(options: &Bound<'_, PyAny>, event_loop: Option<&Py<PyAny>>) -> Result<Self, Failure> {
        type Given<'py> = (
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
        let (timeout, deadline, max_retries, policy, headers, correlation_id, idempotency_key, bytes, events, credential): Given<'_> =
            given("the options", "those of a call", options)?;
        let own = |name, (seconds,): (Bound<'_, PyAny>,)| limit(name, &seconds).map(|limit| (limit,));
        Ok(Self {
            timeout: timeout.map(|seconds| own("timeout", seconds)).transpose()?,
            deadline: deadline.map(|seconds| own("deadline", seconds)).transpose()?,
            max_retries: present(&max_retries).map(|retries| count("max_retries", retries)).transpose()?,
            policy: present(&policy).map(Policy::given).transpose()?,
            headers: given("headers", "a mapping of str to str", &headers)?,
            correlation_id: text("correlation_id", &correlation_id)?,
            idempotency_key: text("idempotency_key", &idempotency_key)?,
            record: CallRecord::default(),
            byte_idle_timeout: bytes.map(|seconds| own("byte_idle_timeout", seconds)).transpose()?,
            event_idle_timeout: events.map(|seconds| own("event_idle_timeout", seconds)).transpose()?,
            credential: credential.map(|credential| credential.for_call(options.py(), event_loop)).transpose()?,
        })
    }
}

impl CallOptions {
    /// Where the policy of the call tells what it raised.
    pub(crate) fn raised(&self) -> Raised {
        self.policy.as_ref().map(Policy::raised).unwrap_or_default()
    }

    /// Where what is known of the call is recorded.
    pub(crate) fn record(&self) -> CallRecord {
        self.record.clone()
    }

    /// The same, recorded there.
    pub(crate) fn recorded_in(self, record: CallRecord) -> Self {
        Self { record, ..self }
    }

    /// As [`apply`](Self::apply), with what is of streams alone.
    pub(crate) fn apply_to_stream<O: Operation<Output = EventStream>>(self, mut call: Call<O>) -> Result<Call<O>, Failure> {
        if let Some((timeout,)) = self.byte_idle_timeout {
            call = call.byte_idle_timeout(timeout);
        }
        if let Some((timeout,)) = self.event_idle_timeout {
            call = call.event_idle_timeout(timeout);
        }
        self.apply(call)
    }

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

/// Refuses options that no call can have.
#[pyfunction]
pub(crate) fn check_options(options: &Bound<'_, PyAny>) -> PyResult<()> {
    CallOptions::given(options, None).map(drop).map_err(|failure| failure.into_py_err(options.py()))
}
