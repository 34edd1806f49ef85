//! Why no further attempt was made.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why no further attempt was made. [`as_str`](Self::as_str) is the name of the option that caused it; serde serializes each as this text.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StopReason {
    /// The policy gave up: another attempt could not succeed, or could run the agent twice.
    Policy,
    /// All attempts that `max_retries` allows were made.
    MaxRetries,
    /// The server or the policy requested a longer delay than `max_retry_delay`.
    MaxRetryDelay,
    /// The `deadline` of the call has passed, or would pass during the next delay.
    Deadline,
    /// The `retry_budget` of the client is used up.
    RetryBudget,
}

impl StopReason {
    /// Returns `policy`, or the name of the option: `max_retries`, `max_retry_delay`, `deadline`, `retry_budget`.
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
