//! The reports of a client process: a line of JSON per call, the same in every language.

use serde::{Deserialize, Serialize};

/// The result of a call.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Report {
    /// Its `X-Correlation-ID`: the client and a number.
    pub(crate) id: String,
    pub(crate) ask: String,
    /// Its duration, and the allowed number of retries.
    pub(crate) ms: u64,
    pub(crate) retries: u32,
    /// Whether its success contains its id in the expected place.
    pub(crate) bears_id: bool,
    /// The type of a stream's last event, if events were read.
    pub(crate) end: Option<String>,
    pub(crate) error: Option<ReportedError>,
}

/// An error, as a client sees it.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct ReportedError {
    pub(crate) outcome: String,
    pub(crate) attempts: u32,
    pub(crate) events: Option<u64>,
    /// Its text for people.
    pub(crate) text: String,
    /// The parts of it that show a secret or a control character.
    pub(crate) shows: Vec<String>,
}

/// A line of a client process.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Line {
    Call(Report),
    /// A breach outside of a call's result.
    Breach {
        breach: String,
    },
}
