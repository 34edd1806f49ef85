//! The limits of a policy: the number of retries, the delay, the time of the call, and the budget of the client.

use std::sync::Arc;
use std::time::Duration;

use super::backoff::jitter;
use super::budget::BudgetShare;
use super::{Backoff, Budget, Decision, Failed, RetryPolicy};
use crate::error::{Error, StopReason};

/// The retry settings of a client or a call.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) policy: Arc<dyn RetryPolicy>,
    /// The number of attempts after the first.
    pub(crate) max_retries: u32,
    pub(crate) backoff: Backoff,
    /// The time limit of the whole call.
    pub(crate) deadline: Option<Duration>,
}

/// The largest jitter that is added to a delay that the server requests, as a fraction of it.
const JITTER: f64 = 0.1;

/// The retries of one call so far.
pub(crate) struct Retries<'a> {
    limits: &'a Limits,
    share: BudgetShare<'a>,
    operation: &'static str,
    is_idempotent: bool,
    attempt: u32,
}

impl<'a> Retries<'a> {
    pub(crate) fn new(limits: &'a Limits, budget: &'a Budget, operation: &'static str, is_idempotent: bool) -> Self {
        Self { limits, share: BudgetShare::new(budget), operation, is_idempotent, attempt: 0 }
    }

    /// Decides after a failed attempt, `elapsed` after the start of the call: returns the delay before the next attempt. `now` is the time of the clock,
    /// `random` is at least 0 and below 1.
    pub(crate) fn after(&mut self, error: &Error, elapsed: Duration, now: Duration, random: f64) -> Result<Duration, StopReason> {
        self.attempt = self.attempt.saturating_add(1);
        if self.attempt > self.limits.max_retries {
            return Err(StopReason::MaxRetries);
        }
        let backoff = self.limits.backoff;
        let retry = match error.retry_after() {
            Some(requested) if requested > backoff.longest() => Decision::GiveUp,
            Some(requested) => Decision::RetryAfter(self.with_jitter(requested, elapsed, random)),
            None => Decision::RetryAfter(backoff.delay(self.attempt, random)),
        };
        let failed = Failed { error, operation: self.operation, is_idempotent: self.is_idempotent, attempt: self.attempt, elapsed, retry };
        let Decision::RetryAfter(delay) = self.limits.policy.decide(&failed) else {
            let exceeds_delay = retry == Decision::GiveUp && failed.is_transient();
            return Err(if exceeds_delay { StopReason::MaxRetryDelay } else { StopReason::Policy });
        };
        if delay > backoff.longest() {
            return Err(StopReason::MaxRetryDelay);
        }
        if self.limits.deadline.is_some_and(|deadline| elapsed.saturating_add(delay) >= deadline) {
            return Err(StopReason::Deadline);
        }
        if self.share.allows(now) { Ok(delay) } else { Err(StopReason::RetryBudget) }
    }

    /// Returns the delay that the server requests plus jitter, so that callers which were rejected together do not return together. The jitter does
    /// not move the delay beyond a limit that the requested delay itself keeps.
    fn with_jitter(&self, requested: Duration, elapsed: Duration, random: f64) -> Duration {
        let longest = self.limits.backoff.longest();
        let left = self.limits.deadline.map(|deadline| deadline.saturating_sub(elapsed).saturating_sub(Duration::from_nanos(1)));
        let room = left.map_or(longest, |left| longest.min(left)).saturating_sub(requested);
        requested.saturating_add(jitter(requested, JITTER, random).min(room))
    }
}
