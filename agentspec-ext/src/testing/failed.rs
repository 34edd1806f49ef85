//! Builders of failed attempts: the input of a retry policy, and the entries of an error's history.

use std::time::Duration;

use agentspec_client::Operation;

use crate::error::{Error, FailedAttempt};
use crate::retry::{Decision, Failed};

/// Creates an entry of [`Error::history`]: with the kind, status and outcome of `error`, and the delay after it; None for the last attempt.
#[must_use]
pub fn failed_attempt(error: &Error, delay: impl Into<Option<Duration>>) -> FailedAttempt {
    FailedAttempt::new(error, delay.into())
}

/// Builds a [`Failed`], the input of a [`RetryPolicy`](crate::retry::RetryPolicy) of your own.
///
/// ```
/// use std::time::Duration;
/// use agentspec_ext::ErrorKind;
/// use agentspec_ext::retry::{Decision, Standard, Failed, RetryPolicy};
/// use agentspec_ext::testing::{ErrorBuilder, FailedBuilder};
///
/// /// Does not retry pipeline runs, which are expensive.
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
    /// Starts the first attempt of this operation, which failed with this error. `operation` is an id of the contract such as `invoke_agent`.
    pub fn new(operation: &'static str, error: &'a Error) -> Self {
        let is_idempotent = Operation::by_id(operation).is_some_and(|operation| matches!(operation.method, "GET" | "DELETE"));
        Self { error, operation, is_idempotent, attempt: 1, elapsed: Duration::ZERO, retry: None }
    }

    /// Sets whether the operation is idempotent. Default: as the operation is.
    pub fn is_idempotent(mut self, is_idempotent: bool) -> Self {
        self.is_idempotent = is_idempotent;
        self
    }

    /// Sets the number of the attempt. Default: 1, the first.
    pub fn attempt(mut self, attempt: u32) -> Self {
        self.attempt = attempt;
        self
    }

    /// Sets the time since the start of the call. Default: none.
    pub fn elapsed(mut self, elapsed: impl Into<Option<Duration>>) -> Self {
        self.elapsed = elapsed.into().unwrap_or_default();
        self
    }

    /// Sets the client's own decision. Default: to retry after the delay that the server requested by `Retry-After`, otherwise after 1 second, doubled
    /// with each attempt.
    pub fn retry(mut self, retry: Decision) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Builds the failed attempt.
    #[must_use]
    pub fn build(self) -> Failed<'a> {
        let Self { error, operation, is_idempotent, attempt, elapsed, retry } = self;
        let doubled = 1_u64.checked_shl(attempt.saturating_sub(1)).unwrap_or(u64::MAX);
        let delay = error.retry_after().unwrap_or(Duration::from_secs(doubled));
        Failed::new(error, operation, is_idempotent, attempt, elapsed, retry.unwrap_or(Decision::RetryAfter(delay)))
    }
}
