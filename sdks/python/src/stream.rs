//! A stream as Python reads it: as many events as have arrived, each time the GIL is held.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use agentspec_ext::{Error, EventStream, StreamEvent, TextStream};
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use pyo3::prelude::*;
use tokio::sync::Mutex as AsyncMutex;

use crate::errors::Failure;
use crate::events;
use crate::runtime;
use crate::wait::{self, Task};

/// How many events are handed over at once, at the most.
const BATCH: usize = 256;

/// Where the items come from.
pub(crate) enum Source {
    Events(EventStream),
    /// The pieces of the text alone.
    Texts(TextStream),
    /// JSON.
    Items(BoxStream<'static, Result<String, Error>>),
    Closed,
}

enum Item {
    Event(StreamEvent),
    Text(String),
}

impl Item {
    fn into_python(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self {
            Self::Event(event) => events::to_python(py, &event),
            Self::Text(text) => Ok(text.into_pyobject(py)?.into_any().unbind()),
        }
    }
}

impl Source {
    async fn next(&mut self) -> Option<Result<Item, Error>> {
        match self {
            Self::Events(events) => Some(events.next().await?.map(Item::Event)),
            Self::Texts(texts) => Some(texts.next().await?.map(Item::Text)),
            Self::Items(items) => Some(items.next().await?.map(Item::Text)),
            Self::Closed => None,
        }
    }

    /// The next item, and those that are there without waiting. None at the end.
    async fn batch(&mut self) -> Option<VecDeque<Result<Item, Error>>> {
        let mut batch = VecDeque::from([self.next().await?]);
        while batch.len() < BATCH
            && let Some(Some(item)) = self.next().now_or_never()
        {
            batch.push_back(item);
        }
        Some(batch)
    }
}

type Batch = VecDeque<Result<Item, Error>>;

/// A stream of events, of texts or of JSON.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Stream {
    source: Arc<AsyncMutex<Source>>,
    /// What has arrived and is not taken yet.
    arrived: Mutex<Batch>,
}

impl Stream {
    pub(crate) fn new(source: Source) -> Self {
        Self { source: Arc::new(AsyncMutex::new(source)), arrived: Mutex::default() }
    }

    fn pop(&self) -> Option<Result<Item, Error>> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// Takes the source, to read it otherwise. A source that is being read stays with its reader.
    fn take(&self) -> Source {
        self.source.try_lock().map_or(Source::Closed, |mut source| std::mem::replace(&mut source, Source::Closed))
    }
}

#[pymethods]
impl Stream {
    /// The next item; None at the end.
    fn next(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        if let Some(item) = self.pop() {
            return to_python(py, item).map(Some);
        }
        let source = Arc::clone(&self.source);
        let batch = wait::block_on(py, async move { source.lock().await.batch().await })?;
        *self.arrived.lock().unwrap_or_else(PoisonError::into_inner) = batch.unwrap_or_default();
        self.pop().map(|item| to_python(py, item)).transpose()
    }

    /// Asks for the next items: a list; an empty one at the end. An error comes after the items before it.
    fn start_next(&self, event_loop: Py<PyAny>, resolve: Py<PyAny>) -> PyResult<Task> {
        let source = Arc::clone(&self.source);
        let batch = async move { Ok(source.lock().await.batch().await.unwrap_or_default()) };
        wait::spawn(event_loop, resolve, batch, |py, batch: Batch| {
            let mut items = Vec::with_capacity(batch.len());
            for item in batch {
                // An error is an item here, which the reader raises in its turn.
                items.push(to_python(py, item).unwrap_or_else(|error| error.into_value(py).into_any()));
            }
            Ok(items.into_pyobject(py)?.into_any().unbind())
        })
    }

    /// The stream of its texts alone. This one is closed.
    fn texts(&self) -> Self {
        match self.take() {
            Source::Events(events) => Self::new(Source::Texts(events.text_stream())),
            other => Self::new(other),
        }
    }

    /// Reads it to its end: the answer that a plain call would have had, as JSON.
    fn final_response(&self, py: Python<'_>) -> PyResult<String> {
        let collected = wait::block_on(py, collect(self.take()))?;
        collected.map_err(|failure| failure.into_py_err(py))
    }

    fn start_final_response(&self, event_loop: Py<PyAny>, resolve: Py<PyAny>) -> PyResult<Task> {
        wait::spawn(event_loop, resolve, collect(self.take()), |py, json| Ok(json.into_pyobject(py)?.into_any().unbind()))
    }

    /// Ends it: its connection is closed.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let handle = runtime::handle()?;
        let source = self.take();
        py.detach(|| {
            let _context = handle.enter();
            drop(source);
        });
        Ok(())
    }
}

async fn collect(source: Source) -> Result<String, Failure> {
    let Source::Events(events) = source else {
        return Err(Failure::Argument("the stream is closed: collect one from its start".to_owned()));
    };
    let answer = events.final_response().await?;
    Ok(serde_json::to_string(&answer).unwrap_or_default())
}

fn to_python(py: Python<'_>, item: Result<Item, Error>) -> PyResult<Py<PyAny>> {
    match item {
        Ok(item) => item.into_python(py),
        Err(error) => Err(Failure::from(error).into_py_err(py)),
    }
}
