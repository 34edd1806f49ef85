//! The doctor, for `python -m agentspec doctor`.

use std::ffi::OsString;

use pyo3::prelude::*;

use crate::runtime;

/// Runs the doctor on this thread, and returns its exit code. It prints to the process's own stdout and stderr. No signal is checked until it ends.
#[pyfunction]
pub(crate) fn doctor(py: Python<'_>, program: &str, arguments: Vec<OsString>) -> PyResult<u8> {
    let runtime = runtime::handle()?;
    Ok(py.detach(|| runtime.block_on(agentspec_doctor::run(program, arguments))))
}
