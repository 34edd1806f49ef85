//! What the Rust client tells by `tracing`, for Python's `logging`: kept without the GIL, handed over with it.

mod collector;

use std::future::Future;
use std::sync::Arc;

use futures::StreamExt;
use futures::stream::{BoxStream, poll_fn};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::runtime::Handle;
use tracing::Dispatch;
use tracing::dispatcher::with_default;
use tracing::instrument::WithSubscriber;

use self::collector::Collector;

/// Hears what is done for one call of Python: the calls that it makes, one after the other, and their stream.
#[pyclass(frozen, from_py_object, module = "agentspec._native")]
#[derive(Clone, Debug)]
pub(crate) struct Telemetry {
    collector: Arc<Collector>,
    dispatch: Dispatch,
}

#[pymethods]
impl Telemetry {
    #[new]
    pub(crate) fn new() -> Self {
        let collector = Arc::<Collector>::default();
        Self { dispatch: Dispatch::new(Arc::clone(&collector)), collector }
    }

    /// Logs what was heard and not logged yet, by `agentspec._logging.tell(records)`.
    pub(crate) fn tell(&self, py: Python<'_>) -> PyResult<()> {
        static TELL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        // A handler of logging may wait for the SDK, whose own thread cannot wait for itself.
        if Handle::try_current().is_ok() {
            return Ok(());
        }
        let records = self.collector.take();
        if records.is_empty() {
            return Ok(());
        }
        TELL.import(py, "agentspec._logging", "tell")?.call1((records,)).map(drop)
    }
}

impl Telemetry {
    pub(crate) fn hear<T>(&self, run: impl FnOnce() -> T) -> T {
        with_default(&self.dispatch, run)
    }

    pub(crate) fn hear_call<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        call.with_subscriber(self.dispatch.clone())
    }

    /// The calls that a stream makes as it is read.
    pub(crate) fn hear_items<T: 'static>(&self, mut items: BoxStream<'static, T>) -> BoxStream<'static, T> {
        let dispatch = self.dispatch.clone();
        poll_fn(move |context| with_default(&dispatch, || items.poll_next_unpin(context))).boxed()
    }
}
