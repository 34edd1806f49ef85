//! The exit of the interpreter. Before Python 3.14, it ends every other thread that waits for the GIL, in the middle of its work: a thread of
//! ours that runs Python then would crash the process. So once the program exits, no thread of ours begins to run Python, and the exit waits
//! for those that already do; not for ever, as a retry policy may itself wait for something that never happens.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

static IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// The process id in the upper half, and the number of its threads that run Python here in the lower. A forked child has none of its parent's
/// threads.
static INSIDE: AtomicU64 = AtomicU64::new(0);

const POLL_DELAY: Duration = Duration::from_millis(1);
const MAX_WAIT: Duration = Duration::from_secs(2);

fn process() -> u64 {
    u64::from(std::process::id()) << 32
}

/// Returns the number of this process's threads in a value of `INSIDE`.
fn of_this_process(inside: u64) -> u64 {
    inside.checked_sub(process()).filter(|count| *count < 1 << 32).unwrap_or(0)
}

struct Inside;

impl Inside {
    fn enter() -> Option<Self> {
        let _ = INSIDE.fetch_update(SeqCst, SeqCst, |inside| Some(process() + of_this_process(inside) + 1));
        let entered = Self;
        (!IS_CLOSED.load(SeqCst)).then_some(entered)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.fetch_sub(1, SeqCst);
    }
}

/// Runs Python on a thread of ours, unless the program is exiting.
pub(crate) fn attached(run: impl FnOnce(Python<'_>)) {
    if let Some(_inside) = Inside::enter() {
        Python::try_attach(run);
    }
}

/// Returns an error if the program is exiting, when no thread of ours could report a result to Python.
pub(crate) fn check() -> PyResult<()> {
    if IS_CLOSED.load(SeqCst) {
        return Err(PyRuntimeError::new_err("no request for asyncio can be started: the interpreter is shutting down"));
    }
    Ok(())
}

#[pyfunction]
fn close(py: Python<'_>) {
    IS_CLOSED.store(true, SeqCst);
    py.detach(|| {
        let began = Instant::now();
        while of_this_process(INSIDE.load(SeqCst)) > 0 && began.elapsed() < MAX_WAIT {
            std::thread::sleep(POLL_DELAY);
        }
    });
}

/// Registers `close` with `atexit`.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let close = wrap_pyfunction!(close, module)?;
    module.py().import("atexit")?.call_method1("register", (close,)).map(drop)
}
