//! Retry policies: those of the client, by name, and Python callables.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use agentspec_ext::retry::{Decision, Failed, Never, RetryPolicy, Standard, Strict};
use agentspec_ext::{Call, Error, Operation};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use crate::errors::{self, Failure};
use crate::exit;
use crate::values::{extract, not_none};

const CHOICES: &str = "\"standard\", \"strict\", \"none\", or a callable";

/// The retry policy of a call.
#[derive(Debug)]
pub(crate) enum Policy {
    Standard,
    Strict,
    Never,
    Callable(Callable),
}

impl Policy {
    pub(crate) fn extract(value: &Bound<'_, PyAny>) -> Result<Self, Failure> {
        if value.is_callable() {
            return Ok(Self::Callable(Callable { policy: Arc::new(value.clone().unbind()), raised: Raised::default() }));
        }
        match extract::<String>("retry_policy", CHOICES, not_none("retry_policy", CHOICES, value)?)?.as_str() {
            "standard" => Ok(Self::Standard),
            "strict" => Ok(Self::Strict),
            "none" => Ok(Self::Never),
            other => Err(Failure::Argument(format!("retry_policy: expected {CHOICES}, got {other:?}"))),
        }
    }

    pub(crate) fn apply<O: Operation>(&self, call: Call<O>) -> Call<O> {
        match self {
            Self::Standard => call.retry_policy(Standard),
            Self::Strict => call.retry_policy(Strict),
            Self::Never => call.retry_policy(Never),
            Self::Callable(callable) => call.retry_policy(callable.clone()),
        }
    }

    pub(crate) fn raised(&self) -> Raised {
        match self {
            Self::Standard | Self::Strict | Self::Never => Raised::default(),
            Self::Callable(callable) => callable.raised.clone(),
        }
    }
}

/// The exception that the callable of a call raised. The call fails with it.
#[derive(Clone, Default)]
pub(crate) struct Raised(Arc<Mutex<Option<PyErr>>>);

impl Raised {
    /// Returns the failure to report for this error: the exception of the callable if there is one, else the error.
    pub(crate) fn instead_of(&self, error: Error) -> Failure {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(raised) => Failure::Raised(raised, Box::new(error)),
            None => error.into(),
        }
    }
}

impl fmt::Debug for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raised").finish_non_exhaustive()
    }
}

/// The callable of a single call. It runs on the runtime's thread, while no thread that waits for the call holds the GIL.
#[derive(Clone, Debug)]
pub(crate) struct Callable {
    policy: Arc<Py<PyAny>>,
    raised: Raised,
}

impl RetryPolicy for Callable {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        let mut decision = Decision::GiveUp;
        // At the end of the program the callable does not run.
        exit::attached(|py| {
            if errors::propagated(py, failed.error()).is_some() {
                return;
            }
            match self.call(py, failed) {
                Ok(Some(delay)) => decision = Decision::RetryAfter(delay),
                Ok(None) => {}
                Err(error) => *self.raised.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error),
            }
        });
        decision
    }
}

impl Callable {
    /// Returns the delay, by `agentspec._retry.decide(policy, error, **known)`.
    fn call(&self, py: Python<'_>, failed: &Failed<'_>) -> PyResult<Option<Duration>> {
        static DECIDE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let known = PyDict::new(py);
        known.set_item("operation", failed.operation())?;
        known.set_item("attempt", failed.attempt())?;
        known.set_item("elapsed", failed.elapsed().as_secs_f64())?;
        known.set_item("is_idempotent", failed.is_idempotent())?;
        known.set_item("is_transient", failed.is_transient())?;
        known.set_item("delay", seconds(failed.retry()))?;
        known.set_item("standard", seconds(Standard.decide(failed)))?;
        let error = errors::exception(py, failed.error())?;
        let decide = DECIDE.import(py, "agentspec._retry", "decide")?;
        let delay: Option<f64> = decide.call((&*self.policy, error), Some(&known))?.extract()?;
        // A delay beyond the range of `Duration` is the longest one.
        Ok(delay.map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)))
    }
}

/// Returns the delay of a decision; None is to give up.
fn seconds(decision: Decision) -> Option<f64> {
    match decision {
        Decision::RetryAfter(delay) => Some(delay.as_secs_f64()),
        Decision::GiveUp => None,
    }
}
