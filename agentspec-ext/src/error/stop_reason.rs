//! Why no further attempt was made.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why no further attempt was made. [`as_str`](Self::as_str) is the option that says so; serde has each as this text.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StopReason {
    /// The policy gave up: another attempt could not end otherwise, or would run what may have run.
    Policy,
    /// There were as many attempts as `max_retries` allows.
    MaxRetries,
    /// The server, or the policy, asked for a longer delay than `max_retry_delay`.
    MaxRetryDelay,
    /// The next delay did not fit into the `deadline` of the call, or it was over.
    Deadline,
    /// The `retry_budget` of the client was used up.
    RetryBudget,
}

impl StopReason {
    /// `policy`, or the option: `max_retries`, `max_retry_delay`, `deadline`, `retry_budget`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::MaxRetries => "max_retries",
            Self::MaxRetryDelay => "max_retry_delay",
            Self::Deadline => "deadline",
            Self::RetryBudget => "retry_budget",
        }
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
