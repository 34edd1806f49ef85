//! What a client's process tells of its calls: a line of JSON each, the same of every language.

use serde::{Deserialize, Serialize};

/// What came of a call.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Report {
    /// Its `X-Correlation-ID`: the client and a number.
    pub(crate) id: String,
    pub(crate) ask: String,
    /// How long it took, and how often it might be tried again.
    pub(crate) ms: u64,
    pub(crate) retries: u32,
    /// Whether its success has its id where it is due.
    pub(crate) bears_id: bool,
    /// The type of a stream's last event, where events were read.
    pub(crate) end: Option<String>,
    pub(crate) error: Option<Told>,
}

/// What an error tells.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Told {
    pub(crate) outcome: String,
    pub(crate) attempts: u32,
    pub(crate) events: Option<u64>,
    /// What people see of it.
    pub(crate) text: String,
    /// Which parts of it show what none may.
    pub(crate) shows: Vec<String>,
}

/// A line of a client's process.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Line {
    Call(Report),
    /// What no call may do.
    Breach {
        breach: String,
    },
}
