//! The I/O errors of the lenient HTTP client, as they appear in a source chain.

use std::error::Error as StdError;
use std::sync::Arc;
use std::{fmt, io};

use hyper_util::client::legacy;

/// The server sent too many informational responses.
#[derive(Debug)]
pub(crate) struct TooManyInformational {
    /// The largest number that is accepted.
    pub(crate) limit: u32,
}

impl fmt::Display for TooManyInformational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} informational responses (1xx) without a final response", self.limit)
    }
}

impl std::error::Error for TooManyInformational {}

/// The connection was established, and the server closed it without sending anything.
#[derive(Clone, Debug)]
pub(crate) struct ClosedBeforeResponse(pub(crate) Arc<io::Error>);

impl fmt::Display for ClosedBeforeResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server closed the connection before it responded")
    }
}

impl std::error::Error for ClosedBeforeResponse {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

/// The HTTP library established no connection.
#[derive(Debug)]
pub(crate) struct ConnectFailed(pub(crate) Option<reqwest::Error>);

impl ConnectFailed {
    pub(crate) fn is_timeout(&self) -> bool {
        self.0.as_ref().is_some_and(reqwest::Error::is_timeout)
    }
}

impl fmt::Display for ConnectFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no connection was established")
    }
}

/// Skips the library's own error, which repeats the request.
impl StdError for ConnectFailed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.as_ref()?.source()?;
        if source.is::<legacy::Error>() { source.source() } else { Some(source) }
    }
}
