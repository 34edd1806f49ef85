//! Why the client of HTTP/1.1 has no answer, as its errors say it in the chain of sources.

use std::error::Error as StdError;
use std::sync::Arc;
use std::{fmt, io};

use hyper_util::client::legacy;

/// More informational answers came than any answer needs.
#[derive(Debug)]
pub(crate) struct TooManyInformational {
    /// How many may come.
    pub(crate) limit: u32,
}

impl fmt::Display for TooManyInformational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} informational answers (1xx) came, and no answer", self.limit)
    }
}

impl std::error::Error for TooManyInformational {}

/// Nothing was heard of the server before it, though the connection was made.
#[derive(Clone, Debug)]
pub(crate) struct ClosedBeforeResponse(pub(crate) Arc<io::Error>);

impl fmt::Display for ClosedBeforeResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server ended the connection before it answered")
    }
}

impl std::error::Error for ClosedBeforeResponse {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

/// Why the HTTP library has made no connection.
#[derive(Debug)]
pub(crate) struct ConnectFailed(pub(crate) Option<reqwest::Error>);

impl ConnectFailed {
    pub(crate) fn is_timeout(&self) -> bool {
        self.0.as_ref().is_some_and(reqwest::Error::is_timeout)
    }
}

impl fmt::Display for ConnectFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no connection")
    }
}

/// Its source is what went wrong, without what the library says of the request.
impl StdError for ConnectFailed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.as_ref()?.source()?;
        if source.is::<legacy::Error>() { source.source() } else { Some(source) }
    }
}
