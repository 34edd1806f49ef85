//! The failed attempts of a call.

use std::time::Duration;

use reqwest::StatusCode;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Error, ErrorKind, Outcome};

/// A failed attempt of a call, from [`Error::history`]. Serde serializes it as an object with `kind`, `status` (a number), `outcome` and `delay` (in
/// seconds); `status` and `delay` may be null.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FailedAttempt {
    kind: ErrorKind,
    status: Option<StatusCode>,
    outcome: Outcome,
    delay: Option<Duration>,
}

impl Serialize for FailedAttempt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = serializer.serialize_struct("FailedAttempt", 4)?;
        written.serialize_field("kind", &self.kind)?;
        written.serialize_field("status", &self.status.map(|status| status.as_u16()))?;
        written.serialize_field("outcome", &self.outcome)?;
        written.serialize_field("delay", &self.delay.map(|delay| delay.as_secs_f64()))?;
        written.end()
    }
}

impl FailedAttempt {
    /// `delay` is the delay after the attempt.
    pub(crate) fn new(error: &Error, delay: Option<Duration>) -> Self {
        Self { kind: error.kind(), status: error.status(), outcome: error.outcome(), delay }
    }

    /// Records that no attempt followed, because the deadline of the call passed during the delay.
    pub(crate) fn make_last(&mut self) {
        self.delay = None;
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns the status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Returns what is known of this attempt alone.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Returns the delay before the next attempt; None for the last attempt.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }
}

/// Counts the attempts.
pub(crate) fn count(history: &[FailedAttempt]) -> u32 {
    u32::try_from(history.len()).unwrap_or(u32::MAX)
}
