//! The policies. Pure: they never sleep, draw a random number or touch HTTP.

use std::fmt;
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::outcome::Outcome;

/// Decides whether a failed attempt is made again.
///
/// It is asked after each failed attempt, while `max_retries` allows another. It must not block: it is asked on the thread of the call.
pub trait RetryPolicy: fmt::Debug + Send + Sync {
    /// What to do after a failed attempt.
    fn decide(&self, failed: &Failed<'_>) -> Decision;
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Decision {
    /// The caller gets the error.
    GiveUp,
    /// The next attempt, after this delay.
    RetryAfter(Duration),
}

/// A failed attempt, as a policy sees it.
#[derive(Debug)]
pub struct Failed<'a> {
    pub(super) error: &'a Error,
    pub(super) operation: &'static str,
    pub(super) is_idempotent: bool,
    pub(super) attempt: u32,
    pub(super) elapsed: Duration,
    pub(super) retry: Decision,
}

impl Failed<'_> {
    /// What it failed with; its [`outcome`](Error::outcome) is that of this attempt alone.
    #[must_use]
    pub fn error(&self) -> &Error {
        self.error
    }

    /// The operation's id in the contract, such as `invoke_agent`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Whether making it twice is making it once (RFC 9110, section 9.2.2): true for GET and DELETE, false for POST.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.is_idempotent
    }

    /// Which attempt it was; the first is 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The time since the first attempt began.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The next attempt after the delay that the client would wait: what the server asked for by `Retry-After`, else
    /// [`retry_delay`](crate::ClientBuilder::retry_delay), doubled with each attempt. To give up, where the server asks for more than
    /// [`max_retry_delay`](crate::ClientBuilder::max_retry_delay).
    #[must_use]
    pub fn retry(&self) -> Decision {
        self.retry
    }

    /// Whether another attempt could end otherwise. It is not for TLS that the two sides do not agree on, for a server that does not speak
    /// HTTP, for a refusal by a [`Middleware`](crate::Middleware), and for `budget_exceeded`.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        let is_refusal = matches!(self.error.status().map(|status| status.as_u16()), Some(429 | 502 | 503 | 504));
        !self.error.is_final()
            && self.error.code() != "budget_exceeded"
            && match self.error.kind() {
                ErrorKind::RateLimit | ErrorKind::Server => is_refusal,
                ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout(_) => true,
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
}

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
