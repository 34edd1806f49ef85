//! The limits within which a policy decides: how often, how patiently, how long, and how much in all.

use std::sync::Arc;
use std::time::Duration;

use super::backoff::jitter;
use super::budget::Share;
use super::{Backoff, Budget, Decision, Failed, RetryPolicy};
use crate::error::{Error, StopReason};

/// How a client, or one call, tries again.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) policy: Arc<dyn RetryPolicy>,
    /// Attempts after the first.
    pub(crate) max_retries: u32,
    pub(crate) backoff: Backoff,
    /// The time of the whole call.
    pub(crate) deadline: Option<Duration>,
}

/// The most that jitter adds to a delay that the server asks for, as a part of it.
const JITTER: f64 = 0.1;

/// What the attempts of one call have come to.
pub(crate) struct Retries<'a> {
    limits: &'a Limits,
    share: Share<'a>,
    operation: &'static str,
    is_idempotent: bool,
    attempt: u32,
}

impl<'a> Retries<'a> {
    pub(crate) fn new(limits: &'a Limits, budget: &'a Budget, operation: &'static str, is_idempotent: bool) -> Self {
        Self { limits, share: Share::new(budget), operation, is_idempotent, attempt: 0 }
    }

    /// Decides after a failed attempt, `elapsed` after the call was made: the delay before the next. `now` is the clock's, `random` at least 0
    /// and below 1.
    pub(crate) fn after(&mut self, error: &Error, elapsed: Duration, now: Duration, random: f64) -> Result<Duration, StopReason> {
        self.attempt = self.attempt.saturating_add(1);
        if self.attempt > self.limits.max_retries {
            return Err(StopReason::MaxRetries);
        }
        let backoff = self.limits.backoff;
        let retry = match error.retry_after() {
            Some(asked) if asked > backoff.longest() => Decision::GiveUp,
            Some(asked) => Decision::RetryAfter(self.spread(asked, elapsed, random)),
            None => Decision::RetryAfter(backoff.delay(self.attempt, random)),
        };
        let failed = Failed { error, operation: self.operation, is_idempotent: self.is_idempotent, attempt: self.attempt, elapsed, retry };
        let Decision::RetryAfter(delay) = self.limits.policy.decide(&failed) else {
            let is_too_patient = retry == Decision::GiveUp && failed.is_transient();
            return Err(if is_too_patient { StopReason::MaxRetryDelay } else { StopReason::Policy });
        };
        if delay > backoff.longest() {
            return Err(StopReason::MaxRetryDelay);
        }
        if self.limits.deadline.is_some_and(|deadline| elapsed.saturating_add(delay) >= deadline) {
            return Err(StopReason::Deadline);
        }
        if self.share.allows(now) { Ok(delay) } else { Err(StopReason::RetryBudget) }
    }

    /// The delay that the server asks for, and a little more, so that callers which were refused together do not come back together. What is
    /// added takes the delay past no limit that it keeps itself.
    fn spread(&self, asked: Duration, elapsed: Duration, random: f64) -> Duration {
        let longest = self.limits.backoff.longest();
        let left = self.limits.deadline.map(|deadline| deadline.saturating_sub(elapsed).saturating_sub(Duration::from_nanos(1)));
        let room = left.map_or(longest, |left| longest.min(left)).saturating_sub(asked);
        asked.saturating_add(jitter(asked, JITTER, random).min(room))
    }
}
