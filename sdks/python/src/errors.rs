//! Converts errors to Python exceptions. No other module does.

mod callable_error;

use std::collections::HashSet;
use std::error::Error as _;

use agentspec_ext::retry::StopReason;
use agentspec_ext::{Error, FailedAttempt};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict};

pub(crate) use self::callable_error::CallableError;
use crate::error_kind::name_of;
use crate::json;

/// Why a call or a stream failed.
#[derive(Debug)]
pub(crate) enum Failure {
    Api(Box<Error>),
    /// An invalid argument of the Python program; nothing was sent.
    Argument(String),
    /// A call on a closed client.
    ClosedClient,
    /// An exception that a retry policy raised when it was called with this error.
    Raised(PyErr, Box<Error>),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Api(Box::new(error))
    }
}

impl Failure {
    /// Converts the failure of a client's constructor: an invalid argument is a configuration error there.
    pub(crate) fn into_configuration_error(self, py: Python<'_>) -> PyErr {
        let Self::Argument(message) = self else { return self.into_py_err(py) };
        local_exception(py, "Configuration", &message, "configuration_error").map_or_else(|error| error, PyErr::from_value)
    }

    pub(crate) fn into_py_err(self, py: Python<'_>) -> PyErr {
        let exception = match self {
            Self::Api(error) => match propagated(py, &error) {
                Some(raised) => return raised,
                None => exception(py, &error),
            },
            Self::Argument(message) => local_exception(py, "InvalidRequest", &message, "invalid_request"),
            Self::ClosedClient => local_exception(py, "Configuration", "the client is closed: create a new one", "configuration_error"),
            Self::Raised(raised, error) => {
                append_context(py, &raised, Self::Api(error).into_py_err(py));
                return raised;
            }
        };
        exception.map_or_else(|error| error, PyErr::from_value)
    }
}

/// Makes the error the context of `raised`. If that has a context already, the error is added at the end of the chain.
fn append_context(py: Python<'_>, raised: &PyErr, error: PyErr) {
    let mut last = raised.clone_ref(py);
    let mut visited = HashSet::new();
    // A chain with a cycle, which only a program can make, is left unchanged.
    while visited.insert(last.value(py).as_ptr()) {
        let Some(context) = last.context(py) else { return last.set_context(py, Some(error)) };
        last = context;
    }
}

/// Calls `agentspec._error.make(kind, message, code, **known)`.
fn make<'py>(py: Python<'py>, kind: &str, message: &str, code: &str, known: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKE.import(py, "agentspec._error", "make")?.call((kind, message, code), known)
}

/// Makes the exception of a call that is refused before there is a request.
fn local_exception<'py>(py: Python<'py>, kind: &str, message: &str, code: &str) -> PyResult<Bound<'py, PyAny>> {
    let known = PyDict::new(py);
    known.set_item("is_local", true)?;
    make(py, kind, message, code, Some(&known))
}

/// Converts an error to its exception.
pub(crate) fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let known = PyDict::new(py);
    let headers: Vec<(&str, String)> =
        error.headers().iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect();
    known.set_item("status", error.status().map(|status| status.as_u16()))?;
    known.set_item("headers", headers)?;
    known.set_item("body", error.body().map(|body| PyBytes::new(py, body)))?;
    known.set_item("correlation_id", error.correlation_id())?;
    known.set_item("sent_correlation_id", error.sent_correlation_id())?;
    known.set_item("idempotency_key", error.idempotency_key())?;
    known.set_item("stopped_by", error.stopped_by().map(StopReason::as_str))?;
    known.set_item("retry_after", error.retry_after().map(|delay| delay.as_secs_f64()))?;
    known.set_item("outcome", error.outcome().as_str())?;
    known.set_item("history", rows(error.history()))?;
    known.set_item("is_unsupported", error.is_unsupported())?;
    known.set_item("is_connection", error.is_connection())?;
    known.set_item("attempts", error.attempts())?;
    known.set_item("events", error.events())?;
    known.set_item("is_local", error.is_local())?;
    known.set_item("partial_text", error.partial_text())?;
    known.set_item("steps", json::text(&error.steps()))?;
    known.set_item("cause", cause(error))?;
    let exception = make(py, name_of(error.kind()), error.message(), error.code(), Some(&known))?;
    if let Some(raised) = CallableError::source_of(error) {
        PyErr::from_value(exception.clone()).set_cause(py, Some(raised.error(py)));
    }
    Ok(exception)
}

/// Returns the exception of a credential's callable that replaces this error, such as `KeyboardInterrupt`.
pub(crate) fn propagated(py: Python<'_>, error: &Error) -> Option<PyErr> {
    CallableError::source_of(error).filter(|raised| raised.propagates(py)).map(|raised| raised.error(py))
}

/// A failed attempt, for `agentspec._outcome.attempts`: its kind, status, outcome, and the delay after it in seconds.
pub(crate) type Row = (&'static str, Option<u16>, &'static str, Option<f64>);

pub(crate) fn rows(history: &[FailedAttempt]) -> Vec<Row> {
    let row = |failed: &FailedAttempt| {
        let status = failed.status().map(|status| status.as_u16());
        (name_of(failed.kind()), status, failed.outcome().as_str(), failed.delay().map(|delay| delay.as_secs_f64()))
    };
    history.iter().map(row).collect()
}

/// Returns the messages of the error's sources, from the nearest to the root cause.
fn cause(error: &Error) -> Option<String> {
    let mut texts = Vec::new();
    let mut source = error.source();
    while let Some(error) = source {
        texts.push(error.to_string());
        source = error.source();
    }
    (!texts.is_empty()).then(|| texts.join(": "))
}

/// Escapes a server's text so that it is safe to print to a terminal.
#[pyfunction]
pub(crate) fn escaped(text: &str) -> String {
    agentspec_ext::escaped(text).to_string()
}
