//! The predicates of an error, for an `if`.

use super::{Error, ErrorKind, Phase};

impl Error {
    /// Returns whether the client is misconfigured.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.0.kind == ErrorKind::Configuration
    }

    /// Returns whether the request is invalid.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.0.kind == ErrorKind::InvalidRequest
    }

    /// Returns whether the key or token is missing or wrong.
    #[must_use]
    pub fn is_authentication(&self) -> bool {
        self.0.kind == ErrorKind::Authentication
    }

    /// Returns whether the caller may not do this.
    #[must_use]
    pub fn is_permission_denied(&self) -> bool {
        self.0.kind == ErrorKind::PermissionDenied
    }

    /// Returns whether the server does not know the route: a 404 or 405 without an AgentSpec error in its body. The server may be older than this
    /// client, or the base URL may lack a path. Also true if a success response is a web page, which is a sign of another server;
    /// [`is_decode`](Self::is_decode) is then true too. And true of a call that the server's [dialect](crate::Dialect) lacks, which is not sent.
    ///
    /// [`is_not_found`](Self::is_not_found) is true of such a 404 too: check `is_unsupported` first if you handle an unknown agent differently.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        self.0.is_unsupported
    }

    /// Returns whether there is no such agent, session, pipeline or run.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Returns whether there were too many requests, or the budget is used up.
    #[must_use]
    pub fn is_rate_limit(&self) -> bool {
        self.0.kind == ErrorKind::RateLimit
    }

    /// Returns whether the server or the agent failed.
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.0.kind == ErrorKind::Server
    }

    /// Returns whether no complete response was received: no connection, a broken one, or a server that took too long.
    ///
    /// False for a timeout during which the client did not wait for a server's response: the deadline of a [watch](crate::RunWatch::deadline), whose
    /// run continues; the deadline of a call that passed before anything was sent; and the wait for a turn or a credential.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        let is_deadline = self.0.kind == ErrorKind::Timeout(Phase::Deadline);
        let is_broken = matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Transport);
        let is_late = matches!(self.0.kind, ErrorKind::Timeout(Phase::Connect | Phase::Request | Phase::Idle));
        is_broken || is_late || is_deadline && !self.0.is_before_attempt
    }

    /// Returns whether a time limit was reached.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout(_))
    }

    /// Returns whether a stream was cut short.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.0.kind == ErrorKind::Interrupted
    }

    /// Returns whether the response cannot be read or is too large.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Decode | ErrorKind::TooLarge)
    }
}
