//! A stream of events for Python, which takes all events that have arrived each time it acquires the GIL.

mod reader;
mod shared;
mod source;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use agentspec_ext::{CallRecord, Error, LocalCause};
use pyo3::prelude::*;

pub(crate) use self::reader::Reader;
use self::reader::Reading;
use self::shared::{Shared, State};
pub(crate) use self::source::Source;
use self::source::{Batch, Item};
use crate::errors::{self, Failure};
use crate::process::Own;
use crate::record::Record;
use crate::runtime;
use crate::telemetry::Telemetry;
use crate::wait::{self, Task};

const FORKED: &str = "the stream was opened before a fork: open one in this process";

/// A stream of events or of JSON.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Stream {
    shared: Own<Arc<Shared>>,
    record: CallRecord,
    reading: Reading,
    arrived: Arc<Mutex<Arrived>>,
}

/// The items that have arrived and are not yet taken.
#[derive(Default)]
struct Arrived {
    items: Batch,
    /// The number of items taken.
    taken: u64,
    /// Whether the last item was taken.
    is_over: bool,
    /// The error of the `error` event, once that was taken.
    event_error: Option<Arc<Error>>,
}

impl Arrived {
    fn add(&mut self, mut batch: Batch) {
        if self.items.is_empty() {
            self.items = batch;
        } else {
            // Another thread has added items meanwhile.
            self.items.append(&mut batch);
        }
    }

    fn take(&mut self) -> Option<Result<Item, Failure>> {
        let item = self.items.pop_front()?;
        self.taken += u64::from(item.is_ok());
        self.is_over |= item.as_ref().map_or(true, Item::is_end);
        Some(item.map(|item| match item {
            Item::Failed(event, error) => {
                self.event_error = Some(error);
                Item::Event(event)
            }
            item => item,
        }))
    }
}

impl Stream {
    pub(crate) fn new(source: Source, telemetry: Option<Telemetry>) -> Self {
        let record = source.record();
        let shared = Shared::new(source, record.clone(), telemetry);
        Self { shared: Own::new(Arc::new(shared)), record, reading: Reading::default(), arrived: Arc::default() }
    }

    /// Makes the exception of a refused read, with what is known of the request.
    fn refused(&self, py: Python<'_>, why: LocalCause) -> PyErr {
        Failure::from(self.record.error(why, self.taken())).into_py_err(py)
    }

    fn shared(&self, py: Python<'_>) -> PyResult<Arc<Shared>> {
        self.shared.get().cloned().ok_or_else(|| self.refused(py, LocalCause::WrongOwner(FORKED.to_owned())))
    }

    /// Returns the same, after a check that this thread may wait and that no other one reads.
    fn shared_to_wait(&self, py: Python<'_>, reader: Option<u64>) -> PyResult<Arc<Shared>> {
        let shared = self.shared(py)?;
        wait::refusal().or_else(|| self.reading.claim(reader).err()).map_or(Ok(shared), |why| Err(self.refused(py, why)))
    }

    fn arrived(&self) -> MutexGuard<'_, Arrived> {
        lock(&self.arrived)
    }

    fn stop(&self, py: Python<'_>, end: State) -> PyResult<()> {
        let (lost, is_over) = {
            let mut arrived = self.arrived();
            (std::mem::take(&mut arrived.items), arrived.is_over)
        };
        drop(lost);
        let Some(shared) = self.shared.get() else { return Ok(()) };
        let handle = runtime::handle()?;
        py.detach(|| {
            let _context = handle.enter();
            shared.stop(if is_over { State::Ended } else { end });
        });
        self.deliver_telemetry(py)
    }

    /// Delivers the telemetry of a read. An interrupted read ends the stream.
    fn after_read(&self, py: Python<'_>, is_interrupted: bool) -> PyResult<()> {
        if is_interrupted { self.stop(py, State::Interrupted) } else { self.deliver_telemetry(py) }
    }

    /// Waits for the next item, for a reader or for a plain `next()`; None at the end.
    fn next(&self, py: Python<'_>, reader: Option<u64>) -> PyResult<Option<Py<PyAny>>> {
        loop {
            self.reading.claim(reader).map_err(|why| self.refused(py, why))?;
            if let Some(item) = self.take(py)? {
                return Ok(Some(item));
            }
            let shared = self.shared_to_wait(py, reader)?;
            let telemetry = shared.telemetry.clone();
            let waited = wait::block_on(py, telemetry.as_ref(), &self.record, async move { shared.batch().await });
            self.after_read(py, waited.is_err())?;
            let batch = waited?.map_err(|why| self.refused(py, why))?;
            if batch.is_empty() {
                return Ok(None);
            }
            self.arrived().add(batch);
        }
    }
}

#[pymethods]
impl Stream {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.next(py, None)
    }

    /// Returns the iterator of one loop over the stream.
    fn reader(this: Py<Self>) -> Reader {
        Reader::of(this)
    }

    /// Returns the record of its request.
    #[getter]
    fn record(&self) -> Record {
        Record(self.record.clone())
    }

    /// Takes the next item of those that have arrived; None if there is none.
    fn take(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let item = self.arrived().take();
        item.map(|item| item.map_err(|failure| failure.into_py_err(py))?.into_python(py)).transpose()
    }

    /// Returns the exception of the `error` event; None unless one was taken.
    fn event_error<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let error = self.arrived().event_error.clone();
        error.map(|error| errors::exception(py, &error)).transpose()
    }

    /// Returns its telemetry listener; None without telemetry.
    #[getter]
    fn listener(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.shared.get()?.telemetry.as_ref().map(|telemetry| telemetry.listener(py))
    }

    /// Returns the number of items taken.
    #[getter]
    fn taken(&self) -> u64 {
        self.arrived().taken
    }

    /// Waits for the next items. Resolves to True when they can be taken, and to False at the end.
    fn start_next(&self, py: Python<'_>, event_loop: Py<PyAny>, resolve: Py<PyAny>) -> PyResult<Task> {
        let (shared, arrived, record) = (self.shared(py)?, Arc::clone(&self.arrived), self.record.clone());
        let telemetry = shared.telemetry.clone();
        let batch = async move { Ok(shared.batch().await) };
        wait::spawn(event_loop, resolve, telemetry, batch, move |py, batch: Result<Batch, LocalCause>| {
            let taken = lock(&arrived).taken;
            let batch = batch.map_err(|why| Failure::from(record.error(why, taken)).into_py_err(py))?;
            let is_open = !batch.is_empty();
            lock(&arrived).add(batch);
            Ok(is_open.into_pyobject(py)?.to_owned().into_any().unbind())
        })
    }

    /// Reads the stream to its end and returns the result of the plain call, as JSON.
    fn final_response(&self, py: Python<'_>) -> PyResult<String> {
        let (shared, taken) = (self.shared_to_wait(py, None)?, self.taken());
        let telemetry = shared.telemetry.clone();
        let waited = wait::block_on(py, telemetry.as_ref(), &self.record, async move { shared.collect(taken).await });
        self.after_read(py, waited.is_err())?;
        waited?.map_err(|failure| failure.into_py_err(py))
    }

    fn start_final_response(&self, py: Python<'_>, event_loop: Py<PyAny>, resolve: Py<PyAny>) -> PyResult<Task> {
        let (shared, taken) = (self.shared(py)?, self.taken());
        let telemetry = shared.telemetry.clone();
        let collected = async move { shared.collect(taken).await };
        wait::spawn(event_loop, resolve, telemetry, collected, |py, json| Ok(json.into_pyobject(py)?.into_any().unbind()))
    }

    /// Delivers what its telemetry has collected.
    fn deliver_telemetry(&self, py: Python<'_>) -> PyResult<()> {
        let telemetry = self.shared.get().and_then(|shared| shared.telemetry.as_ref());
        telemetry.map_or(Ok(()), |telemetry| telemetry.deliver(py))
    }

    /// Closes the stream and its connection, even while another thread reads. A later read is an error, unless the last item was taken.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.stop(py, State::Closed)
    }

    /// Closes the stream after a cancelled read, whose items are lost.
    fn interrupt(&self, py: Python<'_>) -> PyResult<()> {
        self.stop(py, State::Interrupted)
    }
}

/// Delivers the end of a stream that has telemetry.
impl Drop for Stream {
    fn drop(&mut self) {
        if self.shared.get().is_none_or(|shared| shared.telemetry.is_none()) {
            return;
        }
        Python::try_attach(|py| {
            // An exception that is being raised is set aside, as for a `__del__`.
            let raised = PyErr::take(py);
            self.stop(py, State::Closed).unwrap_or_else(|raised| raised.write_unraisable(py, None));
            if let Some(raised) = raised {
                raised.restore(py);
            }
        });
    }
}

fn lock(arrived: &Mutex<Arrived>) -> MutexGuard<'_, Arrived> {
    arrived.lock().unwrap_or_else(PoisonError::into_inner)
}
