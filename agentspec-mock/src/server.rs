//! What a test holds of a running server.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use crate::{Answer, Builder, Received, background::Background, shared::Shared};

/// A running AgentSpec server. It stops when it is dropped, and its port is free again.
pub struct MockServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    background: Background,
}

impl MockServer {
    pub(crate) fn new(address: SocketAddr, shared: Arc<Shared>, background: Background) -> Self {
        Self { address, shared, background }
    }

    /// Starts a server that accepts everyone, on a free port of `127.0.0.1`.
    ///
    /// # Panics
    ///
    /// Where the machine has no free port or thread: [`Builder::start`] gives an error instead.
    pub async fn start() -> Self {
        match Self::builder().start().await {
            Ok(server) => server,
            Err(error) => panic!("the mock server could not be started: {error}"),
        }
    }

    /// Sets a server up: keys, tokens, host, port, pace.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The base URL, such as `http://127.0.0.1:41234`, without a slash at its end.
    ///
    /// A server that listens on all addresses is reached at the loopback one.
    #[must_use]
    pub fn url(&self) -> String {
        let mut address = self.address;
        match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        format!("http://{address}")
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has received, in order, refused requests and those with scripted answers too.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.received().clone()
    }

    /// How many requests it has received.
    #[must_use]
    pub fn received_count(&self) -> usize {
        self.shared.received().len()
    }

    /// Scripts the answer to the next request under `/v1/` or to `/healthz`, whoever sends it.
    ///
    /// Scripted answers are given in the order of these calls, one to each request; then the real answers go on. A
    /// scripted answer changes nothing in the sessions and is not kept under an idempotency key.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), reqwest::Error> {
    /// use agentspec_mock::{Answer, MockServer};
    ///
    /// let server = MockServer::start().await;
    /// server.answer_next(Answer::error(503, "internal_error", "Starting up.").header("Retry-After", "1"));
    ///
    /// let agents = format!("{}/v1/agents", server.url());
    /// assert_eq!(reqwest::get(&agents).await?.status(), 503);
    /// assert_eq!(reqwest::get(&agents).await?.status(), 200);
    /// assert_eq!(server.received_count(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn answer_next(&self, answer: Answer) {
        self.shared.scripted().push_back(answer);
    }

    /// Ends the server gracefully: accepts no more connections, and waits for the answers that are under way.
    ///
    /// Dropping the future ends it at once.
    pub async fn shutdown(mut self) {
        self.background.finish().await;
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer").field("address", &self.address).field("access", &self.shared.access).finish_non_exhaustive()
    }
}
