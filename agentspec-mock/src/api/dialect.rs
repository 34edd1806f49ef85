//! The dialects of the API. Data only.

use std::time::Duration;

use http::StatusCode;

/// The dialect of the API that a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// The documented API, that of `openapi.yaml`.
    #[default]
    Documented,
    /// The older API of the public AgentSpec runtime: other fields, errors and events, and fewer routes.
    Runtime,
}

impl Dialect {
    /// Returns whether a response with that status has an `X-Correlation-ID`.
    pub(crate) fn correlates(self, status: StatusCode) -> bool {
        self == Self::Documented || status != StatusCode::UNAUTHORIZED
    }

    /// Returns the time after which a session expires unless another one is set.
    pub(crate) fn session_expiry(self) -> Option<Duration> {
        match self {
            Self::Documented => None,
            Self::Runtime => Some(Duration::from_secs(30 * 60)),
        }
    }
}
