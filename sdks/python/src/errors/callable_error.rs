//! The exception of a credential's callable, in the source chain of the error that it caused.

use std::error::Error as StdError;
use std::fmt;

use agentspec_ext::Error;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// An exception of a credential's callable. It becomes the cause of the SDK's exception; `Display` shows only its class, as its text may contain a
/// secret.
pub(crate) struct CallableError {
    kind: String,
    error: PyErr,
}

impl CallableError {
    pub(crate) fn new(py: Python<'_>, error: PyErr) -> Self {
        let kind = error.get_type(py).name().map_or_else(|_| "an exception".to_owned(), |name| name.to_string());
        Self { kind, error }
    }

    /// Returns the exception of a callable that is the source of this error, if one is.
    pub(crate) fn source_of(error: &Error) -> Option<&Self> {
        error.source().and_then(<dyn StdError>::downcast_ref)
    }

    /// Whether it is raised unchanged: it ends the program or the thread, as `KeyboardInterrupt` and `SystemExit` do. A `CancelledError` of a task
    /// that the callable waited for does not cancel the call.
    pub(crate) fn propagates(&self, py: Python<'_>) -> bool {
        static CANCELLED: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let is_cancelled =
            || CANCELLED.import(py, "asyncio", "CancelledError").is_ok_and(|cancelled| self.error.is_instance(py, cancelled));
        !self.error.is_instance_of::<PyException>(py) && !is_cancelled()
    }

    pub(crate) fn error(&self, py: Python<'_>) -> PyErr {
        self.error.clone_ref(py)
    }
}

impl fmt::Display for CallableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it raised {}", self.kind)
    }
}

impl fmt::Debug for CallableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallableError").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl StdError for CallableError {}
