//! What is known of a failed request. Independent of HTTP and of retries.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is known of a failed request: the furthest stage that is proven. It does not follow from the kind of the error.
///
/// The outcome of a call with several attempts is the furthest of them: an attempt that may have run counts even if a later one could not be sent.
/// The enum is exhaustive, so a `match` may name all four variants. Serde serializes each as its text, [`as_str`](Self::as_str).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The server cannot have received the whole request: there was no connection, or no part of the request body was read for sending.
    NotSent,
    /// The server reported that it did not process the request: a status of 307, 308, 4xx or 503.
    Rejected,
    /// The request may have run: any other failure.
    Unknown,
    /// The request began to run: a stream delivered events, then broke or reported an error.
    Partial,
}

impl Outcome {
    /// Returns `not_sent`, `rejected`, `unknown` or `partial`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::Partial => "partial",
        }
    }

    /// Returns whether the agent may have run, and so may have cost money and acted on the world.
    #[must_use]
    pub fn may_have_run(self) -> bool {
        match self {
            Self::NotSent | Self::Rejected => false,
            Self::Unknown | Self::Partial => true,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
