//! The seam through which every generated call is sent.

use std::fmt;

use futures::future::BoxFuture;

/// Sends the requests that the generated calls build.
///
/// [`reqwest::Client`] is one. Others add credentials, limits or a recording around it. An executor answers, or fails with the HTTP
/// library's own error: it has none of its own to refuse with.
pub trait Executor: fmt::Debug + Send + Sync {
    /// Sends `request` and returns the answer, whatever its status.
    ///
    /// # Errors
    /// No answer arrived.
    fn execute(&self, request: reqwest::Request) -> BoxFuture<'_, reqwest::Result<reqwest::Response>>;
}

impl Executor for reqwest::Client {
    fn execute(&self, request: reqwest::Request) -> BoxFuture<'_, reqwest::Result<reqwest::Response>> {
        Box::pin(Self::execute(self, request))
    }
}
