//! What one call does differently from its client, as Python gave it.

use std::path::PathBuf;
use std::time::Duration;

use agentspec_ext::reqwest::header::{HeaderName, HeaderValue};
use agentspec_ext::{Call, CallRecord, EventStream, Operation};
use pyo3::conversion::FromPyObjectOwned;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyInt, PyString};

use crate::credential::{Credential, OfCall};
use crate::errors::Failure;
use crate::policy::{Policy, Raised};

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
    credential: Option<OfCall>,
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
            credential: credential.map(|credential| credential.of_call(options.py(), event_loop)).transpose()?,
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

/// A value of the expected type. Any other is refused without being shown: it may be a secret.
pub(crate) fn given<'py, T: FromPyObjectOwned<'py>>(name: &str, due: &str, value: &Bound<'py, PyAny>) -> Result<T, Failure> {
    value.extract().map_err(|_| {
        if value.cast::<PyString>().is_ok_and(|text| text.to_cow().is_err()) {
            return Failure::Argument(format!("{name} is not valid Unicode: it has half of a surrogate pair"));
        }
        mistyped(name, due, value)
    })
}

/// As [`given`]. A bool is no number, though Python reads it as 0 or 1.
fn number<'py, T: FromPyObjectOwned<'py>>(name: &str, due: &str, value: &Bound<'py, PyAny>) -> Result<T, Failure> {
    if value.is_instance_of::<PyBool>() {
        return Err(mistyped(name, due, value));
    }
    given(name, due, value)
}

fn mistyped(name: &str, due: &str, value: &Bound<'_, PyAny>) -> Failure {
    let kind = value.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    Failure::Argument(format!("{name} must be {due}, not {kind}"))
}

/// A value that may be left out, but not be None.
pub(crate) fn not_none<'a, 'py>(name: &str, due: &str, value: &'a Bound<'py, PyAny>) -> Result<&'a Bound<'py, PyAny>, Failure> {
    present(value).ok_or_else(|| Failure::Argument(format!("{name} must be {due}, not None: leave it out for the default")))
}

/// None where it is None.
fn present<'a, 'py>(value: &'a Bound<'py, PyAny>) -> Option<&'a Bound<'py, PyAny>> {
    Some(value).filter(|value| !value.is_none())
}

/// A text, or None.
pub(crate) fn text(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<String>, Failure> {
    given(name, "a str", value)
}

/// A path, or None: of a str, bytes or `os.PathLike`, as `open` takes them.
pub(crate) fn path(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<PathBuf>, Failure> {
    static DECODE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let Some(value) = present(value) else { return Ok(None) };
    let decode = DECODE.import(value.py(), "os", "fsdecode");
    let path = decode.and_then(|decode| decode.call1((value,))).and_then(|path| path.extract());
    path.map(Some).map_err(|_| mistyped(name, "a path, as a str, bytes or os.PathLike", value))
}

/// Seconds, or None for no limit.
pub(crate) fn limit(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<Duration>, Failure> {
    let Some(value) = present(value) else { return Ok(None) };
    let refuse = |seconds| Failure::Argument(format!("{name} is {seconds}: give a number of seconds, 0 or more, or None for no limit"));
    let seconds = number(name, "a number of seconds, or None for no limit", value)?;
    Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| refuse(seconds))
}

/// Seconds.
pub(crate) fn seconds(name: &str, value: &Bound<'_, PyAny>) -> Result<Duration, Failure> {
    let due = "a number of seconds";
    duration(name, number(name, due, not_none(name, due, value)?)?)
}

/// Seconds, which may not be negative.
pub(crate) fn duration(name: &str, seconds: f64) -> Result<Duration, Failure> {
    Duration::try_from_secs_f64(seconds).map_err(|_| Failure::Argument(format!("{name} is {seconds}: give a number of seconds, 0 or more")))
}

/// A whole number, or None for no limit.
pub(crate) fn most(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<u32>, Failure> {
    present(value).map(|value| whole(name, "a whole number, or None for no limit", value)).transpose()
}

pub(crate) fn count(name: &str, value: &Bound<'_, PyAny>) -> Result<u32, Failure> {
    let due = "a whole number";
    whole(name, due, not_none(name, due, value)?)
}

fn whole(name: &str, due: &str, value: &Bound<'_, PyAny>) -> Result<u32, Failure> {
    number(name, due, value).map_err(|failure| {
        let is_out_of_range = value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>();
        if !is_out_of_range {
            return failure;
        }
        Failure::Argument(format!("{name} is {value}: give a whole number, 0 or more, below 2**32"))
    })
}

/// Bytes. Of more than there are addresses, as many as there are.
pub(crate) fn bytes(name: &str, value: &Bound<'_, PyAny>) -> Result<usize, Failure> {
    Ok(usize::try_from(count(name, value)?).unwrap_or(usize::MAX))
}
