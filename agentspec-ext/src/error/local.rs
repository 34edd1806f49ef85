//! Which errors this crate made without asking anybody, and what a collector had when it failed.

use super::Error;
use crate::secret::{End, Secrets};

/// Of a call where no connection can be made, nor a timer.
pub(crate) const NO_RUNTIME: &str = "the async client needs tokio, and this thread has no runtime: await it inside one, as by #[tokio::main] or \
                                  Runtime::block_on, or use agentspec_ext::blocking::Client (feature `blocking`)";

impl Error {
    /// Whether the SDK itself refused, by what it was given or by its own state: an argument that is not valid, an unresolved turn, a stream that is
    /// closed or consumed, a wrong configuration, a middleware that refuses. False for anything that a server or a network said.
    ///
    /// It tells a refusal by the SDK from a 400 of the server, which is [`is_invalid_request`](Self::is_invalid_request) too. The
    /// [`outcome`](Self::outcome) says what is known of the request: a stream that was closed may have run.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.0.is_local
    }

    /// The text that a collector, [`text`](crate::EventStream::text) or [`final_response`](crate::EventStream::final_response), had when it
    /// failed, in full; None of any other failure. It is not the whole answer. The credentials that the call sent are hidden in it.
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

    /// What an agent says is as it came, but no error shows the credential.
    pub(crate) fn redact_text(text: String, secrets: &Secrets) -> String {
        let hidden = secrets.redact_bytes(text.as_bytes(), End::Broken);
        hidden.map_or(text, |hidden| String::from_utf8_lossy(&hidden).into_owned())
    }
}
