//! The policies. Pure: they never sleep, draw a random number or touch HTTP.

use super::{Decision, Failed, RetryPolicy};
use crate::error::{ErrorKind, Outcome};

/// What the documentation promises: 429, 502, 503 and 504 whatever the method, a request that was not sent, and for GET and DELETE also no
/// whole answer. The default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Documented;

impl RetryPolicy for Documented {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        let is_answered = matches!(failed.error.kind(), ErrorKind::RateLimit | ErrorKind::Server);
        decide(failed, is_answered)
    }
}

/// As [`Documented`], but a POST that may have run is never sent again: not after 502 or 504 either.
#[derive(Clone, Copy, Debug, Default)]
pub struct Strict;

impl RetryPolicy for Strict {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        decide(failed, false)
    }
}

/// Nothing is tried again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Never;

impl RetryPolicy for Never {
    fn decide(&self, _: &Failed<'_>) -> Decision {
        Decision::GiveUp
    }
}

/// Tries again what is transient, unless it may run twice by that.
fn decide(failed: &Failed<'_>, may_run_twice: bool) -> Decision {
    let is_safe = match failed.error.outcome() {
        Outcome::NotSent | Outcome::Rejected => true,
        Outcome::Unknown => failed.is_idempotent || may_run_twice,
        Outcome::Partial => false,
    };
    if is_safe && failed.is_transient() { failed.retry } else { Decision::GiveUp }
}
