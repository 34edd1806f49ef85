//! The policy trait and its input. Independent of the policies themselves.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, ErrorKind};

/// Decides whether a failed attempt is retried.
///
/// The client calls it after each failed attempt, while `max_retries` allows another. It must not block, since it runs on the thread of the call.
pub trait RetryPolicy: fmt::Debug + Send + Sync {
    /// Decides what to do after a failed attempt.
    fn decide(&self, failed: &Failed<'_>) -> Decision;
}

impl<P: RetryPolicy + ?Sized> RetryPolicy for Arc<P> {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        (**self).decide(failed)
    }
}

impl<P: RetryPolicy + ?Sized> RetryPolicy for Box<P> {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        (**self).decide(failed)
    }
}

/// The decision of a policy.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Decision {
    /// Returns the error to the caller.
    GiveUp,
    /// Makes the next attempt after this delay.
    RetryAfter(Duration),
}

/// The failed attempt that a policy decides on.
#[derive(Debug)]
pub struct Failed<'a> {
    pub(super) error: &'a Error,
    pub(super) operation: &'static str,
    pub(super) is_idempotent: bool,
    pub(super) attempt: u32,
    pub(super) elapsed: Duration,
    pub(super) retry: Decision,
}

#[cfg(any(feature = "test-util", doc))]
impl<'a> Failed<'a> {
    pub(crate) fn new(
        error: &'a Error,
        operation: &'static str,
        is_idempotent: bool,
        attempt: u32,
        elapsed: Duration,
        retry: Decision,
    ) -> Self {
        Self { error, operation, is_idempotent, attempt, elapsed, retry }
    }
}

impl Failed<'_> {
    /// Returns the error. Its [`outcome`](Error::outcome) is that of this attempt alone.
    #[must_use]
    pub fn error(&self) -> &Error {
        self.error
    }

    /// Returns the operation's id in the contract (the `operationId` in `openapi.yaml`), such as `invoke_agent`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns whether the operation is idempotent (RFC 9110, section 9.2.2): true for GET and DELETE, false for POST.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.is_idempotent
    }

    /// Returns the number of the attempt; the first is 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Returns the time since the start of the call.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the client's own decision: to retry after the delay that the server requested by `Retry-After`, otherwise after
    /// [`retry_delay`](crate::ClientBuilder::retry_delay), doubled with each attempt. To give up, if the server requests more than
    /// [`max_retry_delay`](crate::ClientBuilder::max_retry_delay).
    #[must_use]
    pub fn retry(&self) -> Decision {
        self.retry
    }

    /// Returns whether another attempt could succeed. False for a failed TLS handshake, a server that does not speak HTTP, a refusal by a
    /// [`Middleware`](crate::Middleware), and `budget_exceeded`.
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
