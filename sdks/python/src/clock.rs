//! The clock that the SDK's own tests hand in, for which they do not wait. No wheel that is released has it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use agentspec_ext::testing::TestClock;
use pyo3::prelude::*;

use crate::values::duration;

/// What the clients that are made from now on take their time from; `None` is the system's clock.
static HANDED_IN: Mutex<Option<TestClock>> = Mutex::new(None);

pub(crate) fn handed_in() -> Option<TestClock> {
    HANDED_IN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A clock whose delays pass at once, and whose timeouts come when a test says so.
#[pyclass(frozen, name = "_Clock", module = "agentspec._native")]
struct Clock(TestClock);

#[pymethods]
impl Clock {
    #[new]
    fn new() -> Self {
        Self(TestClock::new())
    }

    /// Has the clients that are made from now on use it.
    fn hand_in(&self) {
        *HANDED_IN.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.0.clone());
    }

    /// Has the clients that are made from now on use the system's clock.
    #[staticmethod]
    fn take_back() {
        *HANDED_IN.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The seconds of the delays before retries, in their order.
    fn delays(&self) -> Vec<f64> {
        self.0.delays().iter().map(Duration::as_secs_f64).collect()
    }

    /// Moves the time on by so many seconds: what waits for no more than that has waited.
    fn advance(&self, py: Python<'_>, seconds: f64) -> PyResult<()> {
        self.0.advance(duration("seconds", seconds).map_err(|failure| failure.into_py_err(py))?);
        Ok(())
    }
}

/// Under a private name and not in `__all__`, so that the stub, which users read, does not have it.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.setattr("_Clock", module.py().get_type::<Clock>())
}
