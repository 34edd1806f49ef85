//! The policies of this crate. Pure: they never sleep, draw a random number or touch HTTP.

use super::{Decision, Failed, RetryPolicy};
use crate::error::{ErrorKind, Outcome};

/// The default policy. Retries a request that was not sent and the statuses 429, 502, 503 and 504 for every method; for GET and DELETE also a
/// broken connection and a timeout.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standard;

impl RetryPolicy for Standard {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        let is_answered = matches!(failed.error.kind(), ErrorKind::RateLimit | ErrorKind::Server);
        decide(failed, is_answered)
    }
}

/// The policy [`Standard`], except that a POST that may have run is never sent again, not even after 502 or 504.
#[derive(Clone, Copy, Debug, Default)]
pub struct Strict;

impl RetryPolicy for Strict {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        decide(failed, false)
    }
}

/// A policy that retries nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Never;

impl RetryPolicy for Never {
    fn decide(&self, _: &Failed<'_>) -> Decision {
        Decision::GiveUp
    }
}

/// Retries a transient failure, unless the agent may then run twice.
fn decide(failed: &Failed<'_>, may_run_twice: bool) -> Decision {
    let is_safe = match failed.error.outcome() {
        Outcome::NotSent | Outcome::Rejected => true,
        Outcome::Unknown => failed.is_idempotent || may_run_twice,
        Outcome::Partial => false,
    };
    if is_safe && failed.is_transient() { failed.retry } else { Decision::GiveUp }
}
