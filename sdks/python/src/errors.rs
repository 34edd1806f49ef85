//! The one place where errors become Python's exceptions.

mod raised;

use std::collections::HashSet;
use std::error::Error as _;

use agentspec_ext::retry::Stop;
use agentspec_ext::{Error, FailedAttempt};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict};

pub(crate) use self::raised::Raised;
use crate::error_kind::name_of;
use crate::json;

/// Why a call or a stream failed.
#[derive(Debug)]
pub(crate) enum Failure {
    Api(Box<Error>),
    /// An argument that Python gave; nothing was sent.
    Argument(String),
    /// A call on a client that was closed.
    ClosedClient,
    /// What a retry policy raised, as it was asked about this error.
    Raised(PyErr, Box<Error>),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Api(Box::new(error))
    }
}

impl Failure {
    /// The same, where it is an argument of the client that is wrong.
    pub(crate) fn of_configuration(self, py: Python<'_>) -> PyErr {
        let Self::Argument(message) = self else { return self.into_py_err(py) };
        refused(py, "Configuration", &message, "configuration_error").map_or_else(|error| error, PyErr::from_value)
    }

    pub(crate) fn into_py_err(self, py: Python<'_>) -> PyErr {
        let made = match self {
            Self::Api(error) => match passed_on(py, &error) {
                Some(raised) => return raised,
                None => of_api(py, &error),
            },
            Self::Argument(message) => refused(py, "InvalidRequest", &message, "invalid_request"),
            Self::ClosedClient => refused(py, "Configuration", "the client is closed: make another one", "configuration_error"),
            Self::Raised(raised, error) => {
                tell_last(py, &raised, Self::Api(error).into_py_err(py));
                return raised;
            }
        };
        made.map_or_else(|error| error, PyErr::from_value)
    }
}

/// Makes the error the context of what was raised, or of the last that this tells of, whose own context is kept.
fn tell_last(py: Python<'_>, raised: &PyErr, error: PyErr) {
    let mut last = raised.clone_ref(py);
    let mut passed = HashSet::new();
    // A chain without an end, which Python does not make itself, is left as it is.
    while passed.insert(last.value(py).as_ptr()) {
        let Some(context) = last.context(py) else { return last.set_context(py, Some(error)) };
        last = context;
    }
}

/// `agentspec._error.make(kind, message, code, **known)`.
fn made<'py>(py: Python<'py>, kind: &str, message: &str, code: &str, known: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKE.import(py, "agentspec._error", "make")?.call((kind, message, code), known)
}

/// What is refused before there is a request.
fn refused<'py>(py: Python<'py>, kind: &str, message: &str, code: &str) -> PyResult<Bound<'py, PyAny>> {
    let known = PyDict::new(py);
    known.set_item("is_local", true)?;
    made(py, kind, message, code, Some(&known))
}

/// The exception that an error is.
pub(crate) fn of_api<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let known = PyDict::new(py);
    let headers: Vec<(&str, String)> =
        error.headers().iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect();
    known.set_item("status", error.status().map(|status| status.as_u16()))?;
    known.set_item("headers", headers)?;
    known.set_item("body", error.body().map(|body| PyBytes::new(py, body)))?;
    known.set_item("correlation_id", error.correlation_id())?;
    known.set_item("sent_correlation_id", error.sent_correlation_id())?;
    known.set_item("idempotency_key", error.idempotency_key())?;
    known.set_item("stopped_by", error.stopped_by().map(Stop::as_str))?;
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
    let exception = made(py, name_of(error.kind()), error.message(), error.code(), Some(&known))?;
    if let Some(raised) = Raised::cause_of(error) {
        PyErr::from_value(exception.clone()).set_cause(py, Some(raised.error(py)));
    }
    Ok(exception)
}

/// What a credential's callable raised that is raised as it is, in place of this error.
pub(crate) fn passed_on(py: Python<'_>, error: &Error) -> Option<PyErr> {
    Raised::cause_of(error).filter(|raised| raised.is_passed_on(py)).map(|raised| raised.error(py))
}

/// A failed attempt for `agentspec._outcome.attempts`: its kind, status, outcome, and delay in seconds.
pub(crate) type Row = (&'static str, Option<u16>, &'static str, Option<f64>);

pub(crate) fn rows(history: &[FailedAttempt]) -> Vec<Row> {
    let row = |failed: &FailedAttempt| {
        let status = failed.status().map(|status| status.as_u16());
        (name_of(failed.kind()), status, failed.outcome().as_str(), failed.delay().map(|delay| delay.as_secs_f64()))
    };
    history.iter().map(row).collect()
}

/// What other libraries reported, from the nearest to the furthest.
fn cause(error: &Error) -> Option<String> {
    let mut texts = Vec::new();
    let mut source = error.source();
    while let Some(error) = source {
        texts.push(error.to_string());
        source = error.source();
    }
    (!texts.is_empty()).then(|| texts.join(": "))
}
