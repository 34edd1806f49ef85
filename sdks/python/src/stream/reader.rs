//! The loops over a stream. While a thread is in such a loop, no other thread may read the stream.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use agentspec_ext::LocalCause;
use pyo3::prelude::*;

use super::Stream;

/// The loop that reads a stream, and the thread in which it last read.
#[derive(Default)]
pub(super) struct Reading(Mutex<Loops>);

#[derive(Default)]
struct Loops {
    begun: u64,
    reading: Option<(u64, ThreadId)>,
}

impl Reading {
    /// Begins a read, by a loop or without one. A loop may move to another thread, and one thread may be in several loops.
    pub(super) fn claim(&self, by: Option<u64>) -> Result<(), LocalCause> {
        let here = thread::current().id();
        let mut loops = self.loops();
        match (loops.reading, by) {
            (Some((reading, thread)), _) if by != Some(reading) && thread != here => return Err(LocalCause::Busy),
            (_, Some(by)) => loops.reading = Some((by, here)),
            (_, None) => {}
        }
        Ok(())
    }

    fn release(&self, by: u64) {
        self.loops().reading.take_if(|(reading, _)| *reading == by);
    }

    fn begin(&self) -> u64 {
        let mut loops = self.loops();
        loops.begun += 1;
        loops.begun
    }

    fn loops(&self) -> MutexGuard<'_, Loops> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The iterator of one loop over a stream. The loop is over when the iterator is exhausted or dropped.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Reader {
    stream: Py<Stream>,
    number: u64,
}

impl Reader {
    pub(super) fn of(stream: Py<Stream>) -> Self {
        let number = stream.get().reading.begin();
        Self { stream, number }
    }
}

#[pymethods]
impl Reader {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    /// Waits for the next item; None at the end.
    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let stream = self.stream.get();
        let item = stream.next(py, Some(self.number));
        if matches!(item, Ok(None)) {
            stream.reading.release(self.number);
        }
        item
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.stream.get().reading.release(self.number);
    }
}
