//! What came of each attempt of a call that failed.

use std::time::Duration;

use reqwest::StatusCode;
use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind};
use crate::outcome::Outcome;

/// An attempt that failed, as [`Error::history`] has them. Serde writes it as an object of `kind`, `status` (a number), `outcome` and `delay` (in
/// seconds); `status` and `delay` are null where there is none.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct FailedAttempt {
    kind: ErrorKind,
    #[serde(serialize_with = "status_as_number")]
    status: Option<StatusCode>,
    outcome: Outcome,
    #[serde(serialize_with = "delay_in_seconds")]
    delay: Option<Duration>,
}

#[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
fn status_as_number<S: Serializer>(status: &Option<StatusCode>, serializer: S) -> Result<S::Ok, S::Error> {
    status.map(|status| status.as_u16()).serialize(serializer)
}

#[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
fn delay_in_seconds<S: Serializer>(delay: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    delay.map(|delay| delay.as_secs_f64()).serialize(serializer)
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
