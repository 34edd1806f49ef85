//! Makes the exceptions of streams that neither a server nor the network caused, with what is known of the request.

use agentspec_ext::{CallRecord, LocalCause};
use pyo3::prelude::*;

use crate::errors;

/// The record of what is known of a stream's request.
#[pyclass(frozen, from_py_object, name = "CallRecord", module = "agentspec._native")]
#[derive(Clone, Debug, Default)]
pub(crate) struct Record(pub(crate) CallRecord);

#[pymethods]
impl Record {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Returns the exception for a read of a closed stream.
    fn closed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        errors::exception(py, &self.0.error(LocalCause::Closed, 0))
    }

    /// Returns the exception for a read of a stream whose opening was cancelled.
    fn interrupted<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        errors::exception(py, &self.0.error(LocalCause::Interrupted, 0))
    }

    /// Returns the exception for a read while another task reads the stream. `taken` is the number of events read.
    fn busy<'py>(&self, py: Python<'py>, taken: u64) -> PyResult<Bound<'py, PyAny>> {
        errors::exception(py, &self.0.error(LocalCause::Busy, taken))
    }

    /// Returns the exception for a read on another event loop than that which opens the stream.
    fn elsewhere<'py>(&self, py: Python<'py>, message: String) -> PyResult<Bound<'py, PyAny>> {
        errors::exception(py, &self.0.error(LocalCause::WrongOwner(message), 0))
    }
}
