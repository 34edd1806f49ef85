//! The one place where errors become Python's exceptions.

use std::error::Error as _;

use agentspec_ext::Error;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict};

/// Why a call or a stream failed.
#[derive(Debug)]
pub(crate) enum Failure {
    Api(Box<Error>),
    /// An argument that Python gave; nothing was sent.
    Argument(String),
    /// A call on a client that was closed.
    ClosedClient,
    /// A read of a stream after one that was given up.
    Interrupted,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Api(Box::new(error))
    }
}

impl Failure {
    pub(crate) fn closed_stream() -> Self {
        Self::Argument("the stream is closed, or was read before: collect one from its start".to_owned())
    }

    /// The same, where it is an argument of the client that is wrong.
    pub(crate) fn of_configuration(self, py: Python<'_>) -> PyErr {
        let Self::Argument(message) = self else { return self.into_py_err(py) };
        made(py, "Configuration", &message, "configuration_error", None).map_or_else(|error| error, PyErr::from_value)
    }

    pub(crate) fn into_py_err(self, py: Python<'_>) -> PyErr {
        match exception(py, &self) {
            Ok(exception) => PyErr::from_value(exception),
            Err(error) => error,
        }
    }
}

/// `agentspec._error.make(kind, message, code, **known)`.
fn made<'py>(py: Python<'py>, kind: &str, message: &str, code: &str, known: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKE.import(py, "agentspec._error", "make")?.call((kind, message, code), known)
}

fn exception<'py>(py: Python<'py>, failure: &Failure) -> PyResult<Bound<'py, PyAny>> {
    let error = match failure {
        Failure::Argument(message) => return made(py, "InvalidRequest", message, "invalid_request", None),
        Failure::ClosedClient => return made(py, "Configuration", "the client is closed: make another one", "configuration_error", None),
        Failure::Interrupted => {
            let message = "a read of the stream was interrupted, which closed it: open another one";
            return made(py, "Interrupted", message, "stream_interrupted", None);
        }
        Failure::Api(error) => error,
    };
    let known = PyDict::new(py);
    let headers: Vec<(&str, String)> =
        error.headers().iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect();
    known.set_item("status", error.status().map(|status| status.as_u16()))?;
    known.set_item("headers", headers)?;
    known.set_item("body", error.body().map(|body| PyBytes::new(py, body)))?;
    known.set_item("correlation_id", error.correlation_id())?;
    known.set_item("retry_after", error.retry_after().map(|delay| delay.as_secs_f64()))?;
    known.set_item("attempts", error.attempts())?;
    known.set_item("events", error.events())?;
    known.set_item("steps", serde_json::to_string(error.steps()).unwrap_or_else(|_| "[]".to_owned()))?;
    known.set_item("cause", cause(error))?;
    let kind = format!("{:?}", error.kind());
    let kind = kind.split('(').next().unwrap_or_default();
    made(py, kind, error.message(), error.code(), Some(&known))
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
