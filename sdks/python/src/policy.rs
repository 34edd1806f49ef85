//! What decides whether a failed attempt is made again: a policy of the client's, or a callable of Python's.

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
use crate::values::{given, not_none};

const CHOICES: &str = "\"standard\", \"strict\", \"none\", or a callable";

/// The policy of a call, as Python gave it.
#[derive(Debug)]
pub(crate) enum Policy {
    Standard,
    Strict,
    Never,
    Callable(Callable),
}

impl Policy {
    pub(crate) fn given(value: &Bound<'_, PyAny>) -> Result<Self, Failure> {
        if value.is_callable() {
            return Ok(Self::Callable(Callable { policy: Arc::new(value.clone().unbind()), raised: Raised::default() }));
        }
        match given::<String>("retry_policy", CHOICES, not_none("retry_policy", CHOICES, value)?)?.as_str() {
            "standard" => Ok(Self::Standard),
            "strict" => Ok(Self::Strict),
            "none" => Ok(Self::Never),
            other => Err(Failure::Argument(format!("retry_policy is {other:?}: give {CHOICES}"))),
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

/// What the callable of a call has raised, which the call then fails with.
#[derive(Clone, Default)]
pub(crate) struct Raised(Arc<Mutex<Option<PyErr>>>);

impl Raised {
    /// The failure that this error is to Python.
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

/// A callable, of one call alone. It is asked on the thread of the runtime, while no thread that waits for the call holds the GIL.
#[derive(Clone, Debug)]
pub(crate) struct Callable {
    policy: Arc<Py<PyAny>>,
    raised: Raised,
}

impl RetryPolicy for Callable {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        let mut decision = Decision::GiveUp;
        // At the end of the program nobody is asked.
        exit::attached(|py| {
            if errors::passed_on(py, failed.error()).is_some() {
                return;
            }
            match self.ask(py, failed) {
                Ok(Some(delay)) => decision = Decision::RetryAfter(delay),
                Ok(None) => {}
                Err(error) => *self.raised.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error),
            }
        });
        decision
    }
}

impl Callable {
    /// The delay, by `agentspec._retry.ask(policy, error, **known)`.
    fn ask(&self, py: Python<'_>, failed: &Failed<'_>) -> PyResult<Option<Duration>> {
        static ASK: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let known = PyDict::new(py);
        known.set_item("operation", failed.operation())?;
        known.set_item("attempt", failed.attempt())?;
        known.set_item("elapsed", failed.elapsed().as_secs_f64())?;
        known.set_item("is_idempotent", failed.is_idempotent())?;
        known.set_item("is_transient", failed.is_transient())?;
        known.set_item("delay", seconds(failed.retry()))?;
        known.set_item("standard", seconds(Standard.decide(failed)))?;
        let error = errors::of_api(py, failed.error())?;
        let delay: Option<f64> = ASK.import(py, "agentspec._retry", "ask")?.call((&*self.policy, error), Some(&known))?.extract()?;
        // A delay that no clock can count is as long as one can.
        Ok(delay.map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)))
    }
}

/// None is to give up.
fn seconds(decision: Decision) -> Option<f64> {
    match decision {
        Decision::RetryAfter(delay) => Some(delay.as_secs_f64()),
        Decision::GiveUp => None,
    }
}
