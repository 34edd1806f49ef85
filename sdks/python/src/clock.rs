//! The clock of the SDK's own tests, which they control. Released wheels do not contain it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use agentspec_ext::testing::TestClock;
use pyo3::prelude::*;

use crate::values::duration;

/// The clock of the clients that are created from now on; `None` is the system clock.
static CURRENT: Mutex<Option<TestClock>> = Mutex::new(None);

pub(crate) fn current() -> Option<TestClock> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A clock whose delays elapse at once, and whose timeouts elapse when a test advances it.
#[pyclass(frozen, name = "_Clock", module = "agentspec._native")]
struct Clock(TestClock);

#[pymethods]
impl Clock {
    #[new]
    fn new() -> Self {
        Self(TestClock::new())
    }

    /// Makes it the clock of the clients that are created from now on.
    fn install(&self) {
        *CURRENT.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.0.clone());
    }

    /// Restores the system clock for the clients that are created from now on.
    #[staticmethod]
    fn uninstall() {
        *CURRENT.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Returns the delays before retries in seconds, in order.
    fn delays(&self) -> Vec<f64> {
        self.0.delays().iter().map(Duration::as_secs_f64).collect()
    }

    /// Advances the time by so many seconds, which ends every wait that is no longer than that.
    fn advance(&self, py: Python<'_>, seconds: f64) -> PyResult<()> {
        self.0.advance(duration("seconds", seconds).map_err(|failure| failure.into_py_err(py))?);
        Ok(())
    }
}

/// Adds the class under a private name and not to `__all__`, so that the stub, which users read, need not have it.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.setattr("_Clock", module.py().get_type::<Clock>())
}
