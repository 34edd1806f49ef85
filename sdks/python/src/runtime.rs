//! The runtime that drives all requests: one per process, created on first use.
//!
//! A forked child has its parent's runtime without its threads, so it creates its own.

use std::cell::Cell;
use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};

/// The runtime and the process that created it. Never dropped: a child cannot stop its parent's threads, and a process that exits does not wait for
/// them.
static RUNTIME: Mutex<Option<(u32, &'static Runtime)>> = Mutex::new(None);

pub(crate) fn handle() -> PyResult<Handle> {
    let mut current = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if let Some((owner, runtime)) = *current
        && owner == process
    {
        return Ok(runtime.handle().clone());
    }
    // One thread, so that a connection and its reader do not wake each other across threads at every chunk of a body.
    let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("agentspec").enable_all().build();
    let runtime = runtime.map_err(|error| PyRuntimeError::new_err(format!("agentspec cannot start its threads: {error}")))?;
    let runtime: &'static Runtime = Box::leak(Box::new(runtime));
    *current = Some((process, runtime));
    Ok(runtime.handle().clone())
}

thread_local! {
    static MAY_WAIT: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread as one of ours that never drives a request, so that it may wait for one.
pub(crate) fn mark_waiting_thread() {
    MAY_WAIT.set(true);
}

/// Whether this thread drives requests, which then have to wait while it waits.
pub(crate) fn drives_requests() -> bool {
    Handle::try_current().is_ok() && !MAY_WAIT.get()
}
