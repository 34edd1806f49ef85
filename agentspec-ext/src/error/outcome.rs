//! What is known of a request after it failed. Knows nothing of HTTP or of retries.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is known of a request after it failed: the furthest stage that is proven, and never what an error's name suggests.
///
/// Of a call that was tried several times, it is the furthest of all attempts: one that may have run is not undone by another that could
/// not be sent. There will be no fifth: a `match` may name all four. Serde has each as its text, [`as_str`](Self::as_str).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The server cannot have seen the whole request: there was no connection, or nothing of the request's body was ever asked for.
    NotSent,
    /// The server answered that it did not do it: a status of 307, 308, 4xx or 503.
    Rejected,
    /// It may have run: any other failure.
    Unknown,
    /// It began: events of a stream came, then it broke, or told an error.
    Partial,
}

impl Outcome {
    /// `not_sent`, `rejected`, `unknown` or `partial`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::Partial => "partial",
        }
    }

    /// Whether the agent may have run, and so may have cost money and acted on the world.
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
