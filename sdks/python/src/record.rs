//! What is known of a request, for each exception that no server and no network caused: the one place that makes them.

use agentspec_ext::{CallRecord, LocalCause};
use pyo3::prelude::*;

use crate::errors;

/// What is known of the request of a stream that is opened.
#[pyclass(frozen, from_py_object, name = "CallRecord", module = "agentspec._native")]
#[derive(Clone, Debug, Default)]
pub(crate) struct Record(pub(crate) CallRecord);

#[pymethods]
impl Record {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// The exception that a read is of a stream which was closed.
    fn closed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        errors::exception(py, &self.0.error(LocalCause::Closed, 0))
    }

    /// The same where its opening was given up.
    fn interrupted<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        errors::exception(py, &self.0.error(LocalCause::Interrupted, 0))
    }

    /// The same where another task reads it, and has taken so many events.
    fn busy<'py>(&self, py: Python<'py>, taken: u64) -> PyResult<Bound<'py, PyAny>> {
        errors::exception(py, &self.0.error(LocalCause::Busy, taken))
    }

    /// The same where it is opened elsewhere, as the message says.
    fn elsewhere<'py>(&self, py: Python<'py>, message: String) -> PyResult<Bound<'py, PyAny>> {
        errors::exception(py, &self.0.error(LocalCause::WrongOwner(message), 0))
    }
}
