//! Decides whether a failed attempt is made again. Pure: never sleeps, never draws a random number, never touches HTTP.

mod backoff;
mod retry_after;

use std::time::Duration;

pub(crate) use self::backoff::Backoff;
pub(crate) use self::retry_after::retry_after;
use crate::error::{Error, ErrorKind};
use crate::outcome::Outcome;

/// Whether a request may be made again although it may have run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Replay {
    /// GET and DELETE: running it twice is running it once.
    Safe,
    /// POST: an agent would run twice.
    Unsafe,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Decision {
    /// The caller gets the error.
    GiveUp,
    /// The next attempt, after this delay.
    RetryAfter(Duration),
}

/// How often, and how patiently, a call is tried again.
#[derive(Clone, Debug)]
pub(crate) struct RetryPolicy {
    /// Attempts after the first.
    pub(crate) max_retries: u32,
    pub(crate) backoff: Backoff,
    /// The longest `Retry-After` that is waited for.
    pub(crate) retry_after_cap: Duration,
}

impl RetryPolicy {
    /// Decides after the failed attempt number `attempt`, the first being 1. `random` is at least 0 and below 1.
    pub(crate) fn decide(&self, attempt: u32, error: &Error, replay: Replay, random: f64) -> Decision {
        if attempt > self.max_retries || !is_transient(error, replay) {
            return Decision::GiveUp;
        }
        match error.retry_after() {
            Some(asked) if asked > self.retry_after_cap => Decision::GiveUp,
            Some(asked) => Decision::RetryAfter(asked),
            None => Decision::RetryAfter(self.backoff.delay(attempt, random)),
        }
    }
}

fn is_transient(error: &Error, replay: Replay) -> bool {
    if error.is_final() || error.code() == "budget_exceeded" {
        return false;
    }
    match error.kind() {
        ErrorKind::RateLimit | ErrorKind::Server => matches!(error.status().map(|status| status.as_u16()), Some(429 | 502 | 503 | 504)),
        ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout(_) => match error.outcome() {
            Outcome::NotSent => true,
            Outcome::Unknown => replay == Replay::Safe,
            Outcome::Rejected | Outcome::Partial => false,
        },
        ErrorKind::Configuration
        | ErrorKind::InvalidRequest
        | ErrorKind::Authentication
        | ErrorKind::PermissionDenied
        | ErrorKind::NotFound
        | ErrorKind::Status
        | ErrorKind::Interrupted
        | ErrorKind::Decode
        | ErrorKind::TooLarge => false,
    }
}

#[cfg(test)]
#[path = "retry/tests.rs"]
mod tests;
