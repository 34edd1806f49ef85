//! Failed attempts made by hand: what a policy is asked about, and what an error has in its history.

use std::time::Duration;

use crate::error::{Error, FailedAttempt};
use crate::ids::is_idempotent;
use crate::retry::{Decision, Failed};

/// A failed attempt for [`Error::history`]: with the kind, status and outcome of `error`, and the delay after it; None is the last one.
#[must_use]
pub fn failed_attempt(error: &Error, delay: impl Into<Option<Duration>>) -> FailedAttempt {
    FailedAttempt::new(error, delay.into())
}

/// Makes a [`Failed`], to ask a [`RetryPolicy`](crate::retry::RetryPolicy) of your own about it.
///
/// ```
/// use std::time::Duration;
/// use agentspec_ext::ErrorKind;
/// use agentspec_ext::retry::{Decision, Standard, Failed, RetryPolicy};
/// use agentspec_ext::testing::{ErrorBuilder, FailedBuilder};
///
/// /// Runs of pipelines are too dear to be tried again.
/// #[derive(Debug)]
/// struct PipelinesOnce;
///
/// impl RetryPolicy for PipelinesOnce {
///     fn decide(&self, failed: &Failed<'_>) -> Decision {
///         match failed.operation() {
///             "run_pipeline" => Decision::GiveUp,
///             _ => Standard.decide(failed),
///         }
///     }
/// }
///
/// let refused = ErrorBuilder::new(ErrorKind::Connect).build();
/// let decide = |operation| PipelinesOnce.decide(&FailedBuilder::new(operation, &refused).attempt(2).build());
/// assert_eq!(decide("run_pipeline"), Decision::GiveUp);
/// assert_eq!(decide("list_agents"), Decision::RetryAfter(Duration::from_secs(2)));
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "call build()"]
pub struct FailedBuilder<'a> {
    error: &'a Error,
    operation: &'static str,
    is_idempotent: bool,
    attempt: u32,
    elapsed: Duration,
    retry: Option<Decision>,
}

impl<'a> FailedBuilder<'a> {
    /// The first attempt of this operation, by its id in the contract such as `invoke_agent`, failed with this error.
    pub fn new(operation: &'static str, error: &'a Error) -> Self {
        Self { error, operation, is_idempotent: is_idempotent(operation), attempt: 1, elapsed: Duration::ZERO, retry: None }
    }

    /// Whether making it twice is making it once. Default: what is true of the operation.
    pub fn is_idempotent(mut self, is_idempotent: bool) -> Self {
        self.is_idempotent = is_idempotent;
        self
    }

    /// Which attempt it was. Default: 1, the first.
    pub fn attempt(mut self, attempt: u32) -> Self {
        self.attempt = attempt;
        self
    }

    /// The time since the call was made. Default: none.
    pub fn elapsed(mut self, elapsed: impl Into<Option<Duration>>) -> Self {
        self.elapsed = elapsed.into().unwrap_or_default();
        self
    }

    /// What the client would do. Default: to try again after what the server asked for by `Retry-After`, else after 1 second, doubled with each
    /// attempt.
    pub fn retry(mut self, retry: Decision) -> Self {
        self.retry = Some(retry);
        self
    }

    /// The failed attempt.
    #[must_use]
    pub fn build(self) -> Failed<'a> {
        let Self { error, operation, is_idempotent, attempt, elapsed, retry } = self;
        let doubled = 1_u64.checked_shl(attempt.saturating_sub(1)).unwrap_or(u64::MAX);
        let asked = error.retry_after().unwrap_or(Duration::from_secs(doubled));
        Failed::new(error, operation, is_idempotent, attempt, elapsed, retry.unwrap_or(Decision::RetryAfter(asked)))
    }
}
