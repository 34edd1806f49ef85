//! The interface that sends the requests of all generated calls.

use std::fmt;

use futures::future::BoxFuture;

/// Sends the requests that the generated calls build.
///
/// [`reqwest::Client`] implements it. Other implementations wrap it to add credentials, limits or recording. An executor returns a response
/// or the HTTP library's error; it cannot return errors of its own.
pub trait Executor: fmt::Debug + Send + Sync {
    /// Sends `request` and returns the response, whatever its status.
    ///
    /// # Errors
    /// If no response was received.
    fn execute(&self, request: reqwest::Request) -> BoxFuture<'_, reqwest::Result<reqwest::Response>>;
}

impl Executor for reqwest::Client {
    fn execute(&self, request: reqwest::Request) -> BoxFuture<'_, reqwest::Result<reqwest::Response>> {
        Box::pin(Self::execute(self, request))
    }
}
