//! Waiting for a request from Python: on this thread, or for an asyncio loop.

use std::future::Future;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use agentspec_ext::{CallRecord, LocalCause};
use futures::FutureExt;
use pyo3::prelude::*;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::errors::Failure;
use crate::exit;
use crate::runtime;
use crate::telemetry::Telemetry;

/// How long a wait may keep Ctrl-C waiting.
const SLICE: Duration = Duration::from_millis(50);

/// Why this thread may not wait; None where it may.
///
/// Python may collect garbage, and run a `__del__`, while a thread of ours makes an event or an exception.
pub(crate) fn refusal() -> Option<LocalCause> {
    let message = "a blocking call on the SDK's own thread, as from a __del__ or a retry policy, would wait for itself: make it on a thread of the program";
    runtime::drives_requests().then(|| LocalCause::CannotBlock(message.to_owned()))
}

/// Waits on this thread, without the GIL. Ctrl-C, or a signal handler that raises, drops the future. What is heard meanwhile is told.
///
/// The future runs where its connection does: polled on this thread, it would have the two threads wake each other at every chunk of a body.
pub(crate) fn block_on<T, F>(py: Python<'_>, telemetry: Option<&Telemetry>, record: &CallRecord, future: F) -> PyResult<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (tell, told) = sync_channel(1);
    let task = runtime::handle()?.spawn(async move {
        // Nobody listens any more after an interrupt.
        let _ = tell.send(future.await);
    });
    let mut told = told;
    loop {
        let (waited, channel) = py.detach(move || (told.recv_timeout(SLICE), told));
        told = channel;
        match waited {
            Ok(value) => return Ok(value),
            Err(RecvTimeoutError::Timeout) => {
                let told = || telemetry.map_or(Ok(()), |telemetry| telemetry.deliver(py));
                if let Err(raised) = py.check_signals().and_then(|()| told()) {
                    stop(py, task);
                    return Err(raised);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Err(Failure::from(record.error(LocalCause::Cancelled, 0)).into_py_err(py)),
        }
    }
}

/// A request under way for an asyncio loop.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Task(Mutex<Option<JoinHandle<()>>>);

#[pymethods]
impl Task {
    /// Stops it: nothing more is told of it.
    fn cancel(&self, py: Python<'_>) {
        let task = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            stop(py, task);
        }
    }
}

/// Stops a task, and waits a moment until it is gone with what it held: a turn of a session is over by then.
fn stop(py: Python<'_>, task: JoinHandle<()>) {
    task.abort();
    // Our own thread would wait for itself.
    if !runtime::drives_requests()
        && let Ok(handle) = runtime::handle()
    {
        py.detach(|| {
            let _ = handle.block_on(async { timeout(SLICE, task).await });
        });
    }
}

/// Lets a future begin on this thread, without the GIL: those that stand in a line stand in it in the order of these calls.
pub(crate) fn begin<F>(py: Python<'_>, future: F) -> PyResult<impl Future<Output = F::Output> + Send + 'static>
where
    F: Future<Output: Send> + Send + 'static,
{
    let handle = runtime::handle()?;
    let mut future = Box::pin(future);
    let ended = py.detach(|| {
        let _context = handle.enter();
        future.as_mut().now_or_never()
    });
    Ok(async move {
        match ended {
            Some(output) => output,
            None => future.await,
        }
    })
}

/// Starts `future`, and tells its end by `loop.call_soon_threadsafe(resolve, value, error)`.
pub(crate) fn spawn<T, F, P>(
    event_loop: Py<PyAny>,
    resolve: Py<PyAny>,
    telemetry: Option<Telemetry>,
    future: F,
    to_python: P,
) -> PyResult<Task>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Failure>> + Send + 'static,
    P: FnOnce(Python<'_>, T) -> PyResult<Py<PyAny>> + Send + 'static,
{
    exit::check()?;
    let meanwhile = telemetry.map(|telemetry| (telemetry, Python::attach(|py| event_loop.clone_ref(py))));
    let task = runtime::handle()?.spawn(async move {
        let ended = match meanwhile {
            Some((telemetry, event_loop)) => telemetry.deliver_during(event_loop, future).await,
            None => future.await,
        };
        // An interpreter that is shutting down has nobody to tell.
        exit::attached(|py| {
            let told = ended.map_err(|failure| failure.into_py_err(py)).and_then(|value| to_python(py, value));
            let (value, error) = match told {
                Ok(value) => (value, py.None()),
                Err(error) => (py.None(), error.into_value(py).into_any()),
            };
            // A loop that was closed meanwhile has nobody to tell either.
            let _ = event_loop.call_method1(py, "call_soon_threadsafe", (resolve, value, error));
        });
    });
    Ok(Task(Mutex::new(Some(task))))
}
