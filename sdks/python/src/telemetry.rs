//! Delivers the spans and events of the Rust client to Python: collected without the GIL, delivered when the waiting thread next holds it.

mod collector;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use futures::StreamExt;
use futures::future;
use futures::stream::{BoxStream, poll_fn};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use tracing::Dispatch;
use tracing::dispatcher::with_default;
use tracing::instrument::WithSubscriber;

use self::collector::Collector;
use crate::exit;
use crate::runtime;

/// The telemetry of one Python call: of the Rust calls that it makes, one after the other, and of their stream.
#[pyclass(frozen, from_py_object, module = "agentspec._native")]
#[derive(Clone, Debug)]
pub(crate) struct Telemetry {
    collector: Arc<Collector>,
    dispatch: Dispatch,
    /// The callable that receives each list of records.
    listener: Arc<Py<PyAny>>,
    /// The `contextvars` context in which an asyncio loop calls it.
    context: Arc<Py<PyAny>>,
}

#[pymethods]
impl Telemetry {
    #[new]
    fn new(py: Python<'_>, listener: Py<PyAny>, detailed: bool) -> PyResult<Self> {
        static COPY_CONTEXT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let context = COPY_CONTEXT.import(py, "contextvars", "copy_context")?.call0()?.unbind();
        let collector = Arc::new(Collector::new(detailed));
        let dispatch = Dispatch::new(Arc::clone(&collector));
        Ok(Self { collector, dispatch, listener: Arc::new(listener), context: Arc::new(context) })
    }

    /// Delivers the records that were collected and not yet delivered.
    pub(crate) fn deliver(&self, py: Python<'_>) -> PyResult<()> {
        // A logging handler may wait for the SDK, so it must not run on the SDK's own thread.
        if runtime::drives_requests() {
            return Ok(());
        }
        while let Some(mut batch) = self.collector.take() {
            self.listener.call1(py, (std::mem::take(&mut batch.records),))?;
        }
        Ok(())
    }
}

impl Telemetry {
    /// Creates one that only logs, for what does not belong to a call.
    pub(crate) fn logging(py: Python<'_>) -> PyResult<Self> {
        static LOG: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        Self::new(py, LOG.import(py, "agentspec._logging", "log")?.clone().unbind(), false)
    }

    pub(crate) fn listener(&self, py: Python<'_>) -> Py<PyAny> {
        self.listener.clone_ref(py)
    }

    /// Runs a future, and has the asyncio loop deliver the records that it emits meanwhile. Whoever awaits the result delivers the last ones.
    pub(crate) async fn deliver_during<F: Future>(self, event_loop: Py<PyAny>, future: F) -> F::Output {
        let mut future = pin!(future);
        future::poll_fn(|context| {
            let polled = future.as_mut().poll(context);
            if polled.is_pending() && self.collector.take_pending() {
                // The loop may have been closed meanwhile: its error is ignored.
                exit::attached(|py| drop(self.schedule(py, &event_loop)));
            }
            polled
        })
        .await
    }

    /// Calls `loop.call_soon_threadsafe(self.deliver, context=…)`, with a copy of the context, as a context can be entered only once at a time.
    fn schedule(&self, py: Python<'_>, event_loop: &Py<PyAny>) -> PyResult<()> {
        let deliver = self.clone().into_pyobject(py)?.getattr("deliver")?;
        let named = PyDict::new(py);
        named.set_item("context", self.context.call_method0(py, "copy")?)?;
        event_loop.bind(py).call_method("call_soon_threadsafe", (deliver,), Some(&named)).map(drop)
    }

    /// Runs a function and collects what it emits.
    pub(crate) fn in_scope<T>(&self, run: impl FnOnce() -> T) -> T {
        with_default(&self.dispatch, run)
    }

    /// Wraps a call so that what it emits is collected.
    pub(crate) fn instrument<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        call.with_subscriber(self.dispatch.clone())
    }

    /// Wraps a stream so that what its calls emit as it is read is collected.
    pub(crate) fn instrument_items<T: 'static>(&self, mut items: BoxStream<'static, T>) -> BoxStream<'static, T> {
        let dispatch = self.dispatch.clone();
        poll_fn(move |context| with_default(&dispatch, || items.poll_next_unpin(context))).boxed()
    }
}
