//! The runtime on which all requests are driven: one a process, made when it is first needed.
//!
//! A forked child has its parent's runtime without its threads, so it makes one of its own.

use std::cell::Cell;
use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};

/// The runtime and the process that made it. Never dropped: a child cannot stop its parent's threads, and at the end of a process none is waited for.
static RUNTIME: Mutex<Option<(u32, &'static Runtime)>> = Mutex::new(None);

pub(crate) fn handle() -> PyResult<Handle> {
    let mut made = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if let Some((maker, runtime)) = *made
        && maker == process
    {
        return Ok(runtime.handle().clone());
    }
    // One thread, so that a connection and who reads it do not wake each other across threads, at every chunk of a body.
    let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("agentspec").enable_all().build();
    let runtime = runtime.map_err(|error| PyRuntimeError::new_err(format!("agentspec cannot start its threads: {error}")))?;
    let runtime: &'static Runtime = Box::leak(Box::new(runtime));
    *made = Some((process, runtime));
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
