//! Errors that arise in this crate, without a server or a network, and the partial text of a failed collector.

use super::Error;
use crate::secret::{End, Secrets};

/// The message for a thread on which neither a connection nor a timer can be created.
pub(crate) const NO_RUNTIME: &str = "the async client needs tokio, and this thread has no runtime: await the call inside one, as with \
                                  #[tokio::main] or Runtime::block_on, or use agentspec_ext::blocking::Client (feature `blocking`)";

impl Error {
    /// Returns whether the SDK itself failed the call, because of its arguments or its own state: an invalid argument, an unresolved turn, a closed
    /// or consumed stream, a misconfiguration, a middleware that refuses. False for errors of the server or the network.
    ///
    /// It distinguishes an invalid argument from a 400 of the server, since [`is_invalid_request`](Self::is_invalid_request) is true of both. The
    /// [`outcome`](Self::outcome) tells what is known of the request: a closed stream may have run.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.0.is_local
    }

    /// Returns the complete text that a collector, [`text`](crate::EventStream::text) or [`final_response`](crate::EventStream::final_response), had
    /// received when it failed; None for any other failure. It is a part of the answer. The credentials that the call sent are redacted.
    #[must_use]
    pub fn partial_text(&self) -> Option<&str> {
        self.0.partial_text.as_deref()
    }

    pub(crate) fn local(mut self) -> Self {
        self.0.is_local = true;
        self
    }

    pub(crate) fn with_partial_text(mut self, text: String, secrets: &Secrets) -> Self {
        self.0.partial_text = Some(Self::redact_text(text, secrets));
        self
    }

    /// Redacts the credentials in a text of the agent, which is otherwise unchanged.
    pub(crate) fn redact_text(text: String, secrets: &Secrets) -> String {
        let redacted = secrets.redact_bytes(text.as_bytes(), End::Broken);
        redacted.map_or(text, |redacted| String::from_utf8_lossy(&redacted).into_owned())
    }
}
