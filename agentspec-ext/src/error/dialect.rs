//! The errors of clients whose server speaks another dialect of the API.

use super::truncate::Truncated;
use super::{Error, Outcome, Phase};
use crate::error::ErrorKind;

/// How to do without the request that finds out the dialect.
const SET_IT: &str = "set `dialect`, or AGENTSPEC_DIALECT, to `documented` or `runtime`, and no such request is sent";

impl Error {
    pub(crate) const UNSUPPORTED: &str = "unsupported";

    /// Returns the error of an operation that the server's dialect lacks. It is not sent.
    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        let mut error = Self::invalid_request(message.into()).with_code(Self::UNSUPPORTED);
        error.0.is_unsupported = true;
        error
    }

    /// Converts the error of the request that finds out the dialect to that of an attempt, of which nothing was sent.
    pub(crate) fn of_probe(mut self) -> Self {
        self.0.outcome = Outcome::NotSent;
        self.0.is_unsupported = false;
        if self.0.kind == ErrorKind::Timeout(Phase::Request) {
            self.0.kind = ErrorKind::Timeout(Phase::Connect);
        }
        let message = std::mem::replace(&mut self.0.message, Truncated::new(""));
        self.0.message = message.map(|why| {
            Some(format!("GET /healthz did not tell which dialect the server speaks, and nothing else was sent ({SET_IT}): {why}"))
        });
        self
    }

    /// Appends what to do about it to the message.
    pub(crate) fn with_advice(mut self, advice: &str) -> Self {
        let message = std::mem::replace(&mut self.0.message, Truncated::new(""));
        self.0.message = message.map(|message| Some(format!("{message}: {advice}")));
        self
    }
}
