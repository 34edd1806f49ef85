//! What the Rust client tells by `tracing`, for Python: kept without the GIL, handed over with it, as soon as whoever waits has it.

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

/// Hears what is done for one call of Python: the calls that it makes, one after the other, and their stream.
#[pyclass(frozen, from_py_object, module = "agentspec._native")]
#[derive(Clone, Debug)]
pub(crate) struct Telemetry {
    collector: Arc<Collector>,
    dispatch: Dispatch,
    /// What is called with a list of records.
    listener: Arc<Py<PyAny>>,
    /// The context of Python in which an asyncio loop calls it.
    context: Arc<Py<PyAny>>,
}

#[pymethods]
impl Telemetry {
    #[new]
    fn new(py: Python<'_>, listener: Py<PyAny>, in_detail: bool) -> PyResult<Self> {
        static COPY_CONTEXT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let context = COPY_CONTEXT.import(py, "contextvars", "copy_context")?.call0()?.unbind();
        let collector = Arc::new(Collector::new(in_detail));
        let dispatch = Dispatch::new(Arc::clone(&collector));
        Ok(Self { collector, dispatch, listener: Arc::new(listener), context: Arc::new(context) })
    }

    /// Tells what was heard and not told yet.
    pub(crate) fn tell(&self, py: Python<'_>) -> PyResult<()> {
        // A handler of logging may wait for the SDK, whose own thread cannot wait for itself.
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
    /// One that logs what is not of a call.
    pub(crate) fn of_logging(py: Python<'_>) -> PyResult<Self> {
        static TELL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        Self::new(py, TELL.import(py, "agentspec._logging", "tell")?.clone().unbind(), false)
    }

    pub(crate) fn listener(&self, py: Python<'_>) -> Py<PyAny> {
        self.listener.clone_ref(py)
    }

    /// Has an asyncio loop tell what is heard while the future is under way. What is heard last is told by who waits for the end.
    pub(crate) async fn tell_meanwhile<F: Future>(self, event_loop: Py<PyAny>, future: F) -> F::Output {
        let mut future = pin!(future);
        future::poll_fn(|context| {
            let polled = future.as_mut().poll(context);
            if polled.is_pending() && self.collector.has_news() {
                // A loop that was closed meanwhile has nobody to tell.
                exit::attached(|py| drop(self.ask(py, &event_loop)));
            }
            polled
        })
        .await
    }

    /// `loop.call_soon_threadsafe(self.tell, context=…)`, in a copy, as a context can be entered once at a time.
    fn ask(&self, py: Python<'_>, event_loop: &Py<PyAny>) -> PyResult<()> {
        let tell = self.clone().into_pyobject(py)?.getattr("tell")?;
        let named = PyDict::new(py);
        named.set_item("context", self.context.call_method0(py, "copy")?)?;
        event_loop.bind(py).call_method("call_soon_threadsafe", (tell,), Some(&named)).map(drop)
    }

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
