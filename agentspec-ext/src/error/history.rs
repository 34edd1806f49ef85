//! What came of each attempt of a call that failed.

use std::time::Duration;

use reqwest::StatusCode;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Error, ErrorKind, Outcome};

/// An attempt that failed, as [`Error::history`] has them. Serde writes it as an object of `kind`, `status` (a number), `outcome` and `delay` (in
/// seconds); `status` and `delay` are null where there is none.
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
    /// `delay` is what was waited after it.
    pub(crate) fn new(error: &Error, delay: Option<Duration>) -> Self {
        Self { kind: error.kind(), status: error.status(), outcome: error.outcome(), delay }
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The status of the answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// What is known of this attempt alone.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The delay between it and the next attempt; None for the last, which no other followed.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }
}

/// How many they are.
pub(crate) fn count(history: &[FailedAttempt]) -> u32 {
    u32::try_from(history.len()).unwrap_or(u32::MAX)
}
