//! Waits for a request: on the calling thread, or for an asyncio loop.

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

/// The longest wait before signals are checked.
const SLICE: Duration = Duration::from_millis(50);

/// Returns why this thread may not block; None if it may.
///
/// Python may collect garbage, and run a `__del__`, while a thread of the SDK creates an event or an exception.
pub(crate) fn refusal() -> Option<LocalCause> {
    let message = "a blocking call on the SDK's own thread, as from a __del__ or a retry policy, would wait for itself: make it on a thread of the program";
    runtime::drives_requests().then(|| LocalCause::CannotBlock(message.to_owned()))
}

/// Waits on this thread without the GIL, and delivers telemetry meanwhile. Ctrl-C, or a signal handler that raises, drops the future.
///
/// The future runs on the thread of its connection. Polled on this thread, it would make the two threads wake each other for every chunk of a
/// body.
pub(crate) fn block_on<T, F>(py: Python<'_>, telemetry: Option<&Telemetry>, record: &CallRecord, future: F) -> PyResult<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (sender, mut receiver) = sync_channel(1);
    let task = runtime::handle()?.spawn(async move {
        // After an interrupt there is no receiver.
        let _ = sender.send(future.await);
    });
    loop {
        let (value, same) = py.detach(move || (receiver.recv_timeout(SLICE), receiver));
        receiver = same;
        match value {
            Ok(value) => return Ok(value),
            Err(RecvTimeoutError::Timeout) => {
                let deliver = || telemetry.map_or(Ok(()), |telemetry| telemetry.deliver(py));
                if let Err(raised) = py.check_signals().and_then(|()| deliver()) {
                    stop(py, task);
                    return Err(raised);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Err(Failure::from(record.error(LocalCause::Cancelled, 0)).into_py_err(py)),
        }
    }
}

/// A running request of an asyncio loop.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Task(Mutex<Option<JoinHandle<()>>>);

#[pymethods]
impl Task {
    /// Stops the request. Nothing more is reported of it.
    fn cancel(&self, py: Python<'_>) {
        let task = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            stop(py, task);
        }
    }
}

/// Stops a task, and waits up to [`SLICE`] until it is dropped with all it holds, so that a session's turn is over.
fn stop(py: Python<'_>, task: JoinHandle<()>) {
    task.abort();
    // The SDK's own thread would wait for itself.
    if !runtime::drives_requests()
        && let Ok(handle) = runtime::handle()
    {
        py.detach(|| {
            let _ = handle.block_on(async { timeout(SLICE, task).await });
        });
    }
}

/// Polls a future once on this thread, without the GIL, so that turns of a session queue in the order of these calls.
pub(crate) fn begin<F>(py: Python<'_>, future: F) -> PyResult<impl Future<Output = F::Output> + Send + 'static>
where
    F: Future<Output: Send> + Send + 'static,
{
    let handle = runtime::handle()?;
    let mut future = Box::pin(future);
    let output = py.detach(|| {
        let _context = handle.enter();
        future.as_mut().now_or_never()
    });
    Ok(async move {
        match output {
            Some(output) => output,
            None => future.await,
        }
    })
}

/// Starts `future`, and reports its end by `loop.call_soon_threadsafe(resolve, value, error)`.
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
    let telemetry = telemetry.map(|telemetry| (telemetry, Python::attach(|py| event_loop.clone_ref(py))));
    let task = runtime::handle()?.spawn(async move {
        let output = match telemetry {
            Some((telemetry, event_loop)) => telemetry.deliver_during(event_loop, future).await,
            None => future.await,
        };
        // Not reported while the interpreter shuts down.
        exit::attached(|py| {
            let converted = output.map_err(|failure| failure.into_py_err(py)).and_then(|value| to_python(py, value));
            let (value, error) = match converted {
                Ok(value) => (value, py.None()),
                Err(error) => (py.None(), error.into_value(py).into_any()),
            };
            // Fails if the loop was closed meanwhile.
            let _ = event_loop.call_method1(py, "call_soon_threadsafe", (resolve, value, error));
        });
    });
    Ok(Task(Mutex::new(Some(task))))
}
