//! A stream as Python reads it: as many events as have arrived, each time the GIL is held.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use agentspec_ext::{Error, EventStream, StreamEvent};
use futures::StreamExt;
use futures::future::{Either, select};
use futures::stream::BoxStream;
use pyo3::prelude::*;
use tokio::sync::{Mutex as AsyncMutex, watch};
use tokio::task::yield_now;

use crate::errors::{self, Failure};
use crate::events;
use crate::json;
use crate::process::Own;
use crate::runtime;
use crate::telemetry::Telemetry;
use crate::wait::{self, Task};

/// How many events are handed over at once, at the most.
const BATCH: usize = 512;

/// Where the items come from.
pub(crate) enum Source {
    Events(Box<EventStream>),
    /// JSON.
    Items(BoxStream<'static, Result<String, Failure>>),
}

enum Item {
    Event(StreamEvent),
    /// An `error` event, and the error that it is to those who take the text alone.
    Failed(StreamEvent, Arc<Error>),
    Json(String),
}

impl Item {
    fn into_python(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self {
            Self::Event(event) | Self::Failed(event, _) => events::to_python(py, &event),
            Self::Json(json) => Ok(json.into_pyobject(py)?.into_any().unbind()),
        }
    }
}

/// Items that arrived together; none at the end.
type Batch = VecDeque<Result<Item, Failure>>;

impl Source {
    async fn next(&mut self) -> Option<Result<Item, Failure>> {
        Some(match self {
            Self::Events(events) => match events.next().await? {
                Ok(StreamEvent::Error(event)) => {
                    let error = events.raised((*event).clone());
                    Ok(Item::Failed(StreamEvent::Error(event), Arc::new(error)))
                }
                item => item.map(Item::Event).map_err(Failure::from),
            },
            Self::Items(items) => items.next().await?.map(Item::Json),
        })
    }

    /// The next item, and of events those that follow without a wait for the server. To look for more JSON might be to ask the server for it.
    async fn batch(&mut self) -> Batch {
        let mut batch: Batch = self.next().await.into_iter().collect();
        while matches!(self, Self::Events(_))
            && (1..BATCH).contains(&batch.len())
            && let Some(item) = self.next_at_hand().await
        {
            batch.push_back(item);
        }
        batch
    }

    /// The next item, unless the runtime has nothing else to do before it is there.
    ///
    /// A poll alone does not tell: the connection hands over one chunk, and has its turn before the next. A turn that is yielded comes back when
    /// there is no other work, or by chance earlier; so two are.
    async fn next_at_hand(&mut self) -> Option<Result<Item, Failure>> {
        for _ in 0..2 {
            if let Either::Left((item, _)) = select(pin!(self.next()), pin!(yield_now())).await {
                return item;
            }
        }
        None
    }
}

/// How far a stream is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Open,
    /// It has ended, or was closed.
    Ended,
    /// A read of it was given up.
    Interrupted,
}

/// What the readers of a stream share.
struct Shared {
    /// None while it is read, since a read that is given up takes the source with it; and once the stream is not open.
    source: AsyncMutex<Option<Source>>,
    state: watch::Sender<State>,
    /// None where it is not logged.
    telemetry: Option<Telemetry>,
}

impl Shared {
    /// The next items. One reader waits for the other.
    async fn batch(&self) -> Batch {
        let mut place = self.source.lock().await;
        let Some(mut source) = place.take() else { return self.nothing() };
        let Some(batch) = self.unless_stopped(source.batch()).await else { return self.nothing() };
        if batch.is_empty() {
            self.stop(State::Ended);
        } else {
            *place = Some(source);
        }
        drop(place);
        // It may have been stopped after the last look, by one who did not find the source in its place.
        self.empty();
        batch
    }

    /// All of it, as the JSON of one answer.
    async fn collect(&self) -> Result<String, Failure> {
        let Some(Source::Events(events)) = self.source.lock().await.take() else { return Err(Failure::closed_stream()) };
        let collected = self.unless_stopped(events.final_response()).await.ok_or_else(Failure::closed_stream)?;
        self.stop(State::Ended);
        Ok(json::text(&collected?))
    }

    /// What a reader gets who finds no source.
    fn nothing(&self) -> Batch {
        match *self.state.borrow() {
            State::Ended => Batch::new(),
            State::Open | State::Interrupted => Batch::from([Err(Failure::Interrupted(0))]),
        }
    }

    async fn unless_stopped<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut state = self.state.subscribe();
        let stopped = pin!(state.wait_for(|state| *state != State::Open));
        match select(pin!(future), stopped).await {
            Either::Left((output, _)) => Some(output),
            Either::Right(_) => None,
        }
    }

    /// Ends it, also for one who is reading it.
    fn stop(&self, end: State) {
        self.state.send_if_modified(|state| *state == State::Open && std::mem::replace(state, end) != end);
        self.empty();
    }

    /// Drops the source of a stream that is not open any more: its connection is closed.
    fn empty(&self) {
        if *self.state.borrow() != State::Open
            && let Ok(mut place) = self.source.try_lock()
        {
            *place = None;
        }
    }
}

/// A stream of events or of JSON.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Stream {
    shared: Own<Arc<Shared>>,
    arrived: Arc<Mutex<Arrived>>,
}

/// What has arrived and is not taken yet.
#[derive(Default)]
struct Arrived {
    items: Batch,
    /// How many were taken.
    taken: u64,
    /// What the `error` event is that was taken.
    raised: Option<Arc<Error>>,
}

impl Arrived {
    fn add(&mut self, mut batch: Batch) {
        if self.items.is_empty() {
            self.items = batch;
        } else {
            // Another thread has put some there meanwhile.
            self.items.append(&mut batch);
        }
    }
}

impl Stream {
    pub(crate) fn new(source: Source, telemetry: Option<Telemetry>) -> Self {
        let shared = Shared { source: AsyncMutex::new(Some(source)), state: watch::Sender::new(State::Open), telemetry };
        Self { shared: Own::new(Arc::new(shared)), arrived: Arc::default() }
    }

    fn shared(&self, py: Python<'_>) -> PyResult<Arc<Shared>> {
        let shared = self.shared.get().cloned();
        shared.ok_or_else(|| Failure::Argument("the stream was opened before a fork: open one in this process".to_owned()).into_py_err(py))
    }

    fn arrived(&self) -> MutexGuard<'_, Arrived> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self, py: Python<'_>, end: State) -> PyResult<()> {
        self.arrived().items.clear();
        let Some(shared) = self.shared.get() else { return Ok(()) };
        let handle = runtime::handle()?;
        py.detach(|| {
            let _context = handle.enter();
            shared.stop(end);
        });
        self.tell(py)
    }
}

#[pymethods]
impl Stream {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    /// Waits for the next item; None at the end.
    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        loop {
            if let Some(item) = self.take(py)? {
                return Ok(Some(item));
            }
            let shared = self.shared(py)?;
            let telemetry = shared.telemetry.clone();
            let waited = wait::block_on(py, telemetry.as_ref(), async move { shared.batch().await });
            self.tell(py)?;
            let batch = waited?;
            if batch.is_empty() {
                return Ok(None);
            }
            self.arrived().add(batch);
        }
    }

    /// The next item of those that have arrived; None where there is none.
    fn take(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let item = {
            let mut arrived = self.arrived();
            let mut item = arrived.items.pop_front();
            if let Some(Ok(Item::Failed(event, error))) = item {
                arrived.raised = Some(error);
                item = Some(Ok(Item::Event(event)));
            }
            arrived.taken += u64::from(matches!(item, Some(Ok(_))));
            match item {
                Some(Err(Failure::Interrupted(_))) => Some(Err(Failure::Interrupted(arrived.taken))),
                item => item,
            }
        };
        item.map(|item| to_python(py, item)).transpose()
    }

    /// The exception that the `error` event is which was taken; None where none was.
    fn raised<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let raised = self.arrived().raised.clone();
        raised.map(|error| errors::of_api(py, &error)).transpose()
    }

    /// What hears of it; None where nothing does.
    #[getter]
    fn listener(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.shared.get()?.telemetry.as_ref().map(|telemetry| telemetry.listener(py))
    }

    /// How many items were taken.
    #[getter]
    fn taken(&self) -> u64 {
        self.arrived().taken
    }

    /// Asks for the next items, which are then there to be taken: True; False at the end.
    fn start_next(&self, py: Python<'_>, event_loop: Py<PyAny>, resolve: Py<PyAny>) -> PyResult<Task> {
        let (shared, arrived) = (self.shared(py)?, Arc::clone(&self.arrived));
        let telemetry = shared.telemetry.clone();
        let batch = async move { Ok(shared.batch().await) };
        wait::spawn(event_loop, resolve, telemetry, batch, move |py, batch: Batch| {
            let is_open = !batch.is_empty();
            arrived.lock().unwrap_or_else(PoisonError::into_inner).add(batch);
            Ok(is_open.into_pyobject(py)?.to_owned().into_any().unbind())
        })
    }

    /// Reads it to its end: the answer that a plain call would have had, as JSON.
    fn final_response(&self, py: Python<'_>) -> PyResult<String> {
        let shared = self.shared(py)?;
        let telemetry = shared.telemetry.clone();
        let waited = wait::block_on(py, telemetry.as_ref(), async move { shared.collect().await });
        self.tell(py)?;
        waited?.map_err(|failure| failure.into_py_err(py))
    }

    fn start_final_response(&self, py: Python<'_>, event_loop: Py<PyAny>, resolve: Py<PyAny>) -> PyResult<Task> {
        let shared = self.shared(py)?;
        let telemetry = shared.telemetry.clone();
        let collected = async move { shared.collect().await };
        wait::spawn(event_loop, resolve, telemetry, collected, |py, json| Ok(json.into_pyobject(py)?.into_any().unbind()))
    }

    /// Logs what was heard of it, if it is logged.
    fn tell(&self, py: Python<'_>) -> PyResult<()> {
        let telemetry = self.shared.get().and_then(|shared| shared.telemetry.as_ref());
        telemetry.map_or(Ok(()), |telemetry| telemetry.tell(py))
    }

    /// Ends it, also for one who is reading it: its connection is closed.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.stop(py, State::Ended)
    }

    /// The same where a read was given up, and with it what it may have read: to read on is an error.
    fn interrupt(&self, py: Python<'_>) -> PyResult<()> {
        self.stop(py, State::Interrupted)
    }
}

/// One that is logged tells its end.
impl Drop for Stream {
    fn drop(&mut self) {
        if self.shared.get().is_none_or(|shared| shared.telemetry.is_none()) {
            return;
        }
        Python::try_attach(|py| {
            // An exception may be on its way, which as in a `__del__` is none of what is run here.
            let raised = PyErr::take(py);
            self.stop(py, State::Ended).unwrap_or_else(|raised| raised.write_unraisable(py, None));
            if let Some(raised) = raised {
                raised.restore(py);
            }
        });
    }
}

fn to_python(py: Python<'_>, item: Result<Item, Failure>) -> PyResult<Py<PyAny>> {
    match item {
        Ok(item) => item.into_python(py),
        Err(failure) => Err(failure.into_py_err(py)),
    }
}
