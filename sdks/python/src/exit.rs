//! The end of the interpreter. Before Python 3.14 it ends every other thread that waits for the GIL, in the middle of whatever it does: a thread
//! of ours that runs Python then would crash the process. So none begins to, once the program is at its end, and the end waits
//! for those that have: for a while, as a retry policy may wait in turn for what the program never gives.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

static IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// The process, in the upper half, and how many of its threads run Python here. A forked child has none of its parent's threads.
static INSIDE: AtomicU64 = AtomicU64::new(0);

const LOOK_AGAIN: Duration = Duration::from_millis(1);
const PATIENCE: Duration = Duration::from_secs(2);

fn process() -> u64 {
    u64::from(std::process::id()) << 32
}

/// How many threads of this process are inside, of what `INSIDE` says.
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

/// Runs Python on a thread of ours, unless the program is at its end.
pub(crate) fn attached(run: impl FnOnce(Python<'_>)) {
    if let Some(_inside) = Inside::enter() {
        Python::try_attach(run);
    }
}

/// Refuses what would end by running Python on a thread of ours.
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
        while of_this_process(INSIDE.load(SeqCst)) > 0 && began.elapsed() < PATIENCE {
            std::thread::sleep(LOOK_AGAIN);
        }
    });
}

/// Has `close` called at the end of the program.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let close = wrap_pyfunction!(close, module)?;
    module.py().import("atexit")?.call_method1("register", (close,)).map(drop)
}
