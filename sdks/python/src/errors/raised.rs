//! What a credential's callable raised, in the source chain of the error that it caused.

use std::error::Error as StdError;
use std::fmt;

use agentspec_ext::Error;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// What a callable raised. It is told as the cause of the exception; here its kind alone, as its text may hold a secret.
pub(crate) struct Raised {
    kind: String,
    error: PyErr,
}

impl Raised {
    pub(crate) fn new(py: Python<'_>, error: PyErr) -> Self {
        let kind = error.get_type(py).name().map_or_else(|_| "an exception".to_owned(), |name| name.to_string());
        Self { kind, error }
    }

    /// What a callable raised that this error comes from.
    pub(crate) fn cause_of(error: &Error) -> Option<&Self> {
        error.source().and_then(<dyn StdError>::downcast_ref)
    }

    /// Whether it is no failure of the callable's, but is to end the program or the thread, as `KeyboardInterrupt` and `SystemExit` are. What
    /// cancelled a task that the callable waited for does not cancel the call.
    pub(crate) fn is_passed_on(&self, py: Python<'_>) -> bool {
        static CANCELLED: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let is_cancelled =
            || CANCELLED.import(py, "asyncio", "CancelledError").is_ok_and(|cancelled| self.error.is_instance(py, cancelled));
        !self.error.is_instance_of::<PyException>(py) && !is_cancelled()
    }

    pub(crate) fn error(&self, py: Python<'_>) -> PyErr {
        self.error.clone_ref(py)
    }
}

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it raised {}", self.kind)
    }
}

impl fmt::Debug for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raised").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl StdError for Raised {}
