//! What an error is, for an `if`.

use super::{Error, ErrorKind, Phase};

impl Error {
    /// The client is configured wrongly.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.0.kind == ErrorKind::Configuration
    }

    /// The request is not valid.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.0.kind == ErrorKind::InvalidRequest
    }

    /// The key or token is missing or wrong.
    #[must_use]
    pub fn is_authentication(&self) -> bool {
        self.0.kind == ErrorKind::Authentication
    }

    /// The caller may not do this.
    #[must_use]
    pub fn is_permission_denied(&self) -> bool {
        self.0.kind == ErrorKind::PermissionDenied
    }

    /// The server does not know the route: a 404 or 405 without an error of AgentSpec in its body. It may be older than this client, or the
    /// base URL may lack a path. Or it is another server: a success that is a web page, which [`is_decode`](Self::is_decode) is true of too.
    ///
    /// [`is_not_found`](Self::is_not_found) is true of such a 404 too: ask this first, where an unknown agent is something else to you.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        self.0.is_unsupported
    }

    /// No such agent, session, pipeline or run.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Too many requests, or the budget is used up.
    #[must_use]
    pub fn is_rate_limit(&self) -> bool {
        self.0.kind == ErrorKind::RateLimit
    }

    /// The server, or the agent, failed.
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.0.kind == ErrorKind::Server
    }

    /// No whole answer arrived: no connection, a broken one, or a server that took too long.
    ///
    /// A timeout is not a failed connection where no server was waited for: the deadline of a [watch](crate::RunWatch::deadline), whose run goes on, and that of a
    /// call which was over before anything was sent, and the wait for a turn or for a credential.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        let is_deadline = self.0.kind == ErrorKind::Timeout(Phase::Deadline);
        let is_broken = matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Transport);
        let is_late = matches!(self.0.kind, ErrorKind::Timeout(Phase::Connect | Phase::Request | Phase::Idle));
        is_broken || is_late || is_deadline && !self.0.is_before_attempt
    }

    /// Something took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout(_))
    }

    /// A stream was cut short.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.0.kind == ErrorKind::Interrupted
    }

    /// The answer cannot be read, or is too large to.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Decode | ErrorKind::TooLarge)
    }
}
