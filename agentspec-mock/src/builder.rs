//! How a server is set up.

use std::{io, sync::Arc, time::Duration};

use axum::Router;

use crate::{
    MockServer,
    auth::Access,
    background::{Background, Bound},
    service,
    shared::Shared,
};

/// Sets a [`MockServer`] up, then starts it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use agentspec_mock::MockServer;
///
/// let server = MockServer::builder().api_key("test-key").start().await?;
/// let agents = format!("{}/v1/agents", server.url());
/// assert_eq!(reqwest::get(agents).await.map(|answer| answer.status().as_u16()).ok(), Some(401));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "it does nothing until it is started"]
pub struct Builder {
    host: String,
    port: u16,
    access: Access,
    pace: Duration,
    recording: bool,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self { host: "127.0.0.1".to_owned(), port: 0, access: Access::default(), pace: Duration::ZERO, recording: true }
    }

    /// Accepts this key in `X-API-Key`, beside the others. Without a key and without a token everyone is accepted.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.access.api_keys.push(key.into());
        self
    }

    /// Accepts this token in `Authorization: Bearer`, beside the others.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.access.tokens.push(token.into());
        self
    }

    /// The address or name to listen on: `127.0.0.1` where it is not set.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// The port: 0, a free one, where it is not set.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// How long to wait between two events of a stream: not at all where it is not set.
    pub fn pace(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// Whether requests are kept for [`MockServer::received`], with their bodies, for as long as the server runs: they
    /// are where it is not set.
    pub fn recording(mut self, recording: bool) -> Self {
        self.recording = recording;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// Where the host and port cannot be listened on, the server's thread cannot be started, or a key or token is empty
    /// ([`InvalidInput`](io::ErrorKind::InvalidInput)).
    pub async fn start(self) -> io::Result<MockServer> {
        let (shared, background, bound) = self.launch()?;
        let address = bound.await.map_err(|_| thread_ended())??;
        Ok(MockServer::new(address, shared, background))
    }

    /// As [`start`](Self::start), outside of asynchronous code: for tests of blocking clients.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    ///
    /// # Panics
    ///
    /// Inside of asynchronous code.
    pub fn start_blocking(self) -> io::Result<MockServer> {
        let (shared, background, bound) = self.launch()?;
        let address = bound.blocking_recv().map_err(|_| thread_ended())??;
        Ok(MockServer::new(address, shared, background))
    }

    fn launch(self) -> io::Result<(Arc<Shared>, Background, Bound)> {
        let mut credentials = self.access.api_keys.iter().chain(&self.access.tokens);
        if credentials.any(|credential| credential.trim().is_empty()) {
            let message = "an API key or token is empty: give one that is not, or none at all to accept everyone";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let shared = Arc::new(Shared::new(self.access, self.pace, self.recording));
        let router = Router::new().fallback(service::serve).with_state(Arc::clone(&shared));
        let (background, bound) = Background::start(self.host, self.port, router)?;
        Ok((shared, background, bound))
    }
}

fn thread_ended() -> io::Error {
    io::Error::other("the server's thread ended before it could listen")
}
