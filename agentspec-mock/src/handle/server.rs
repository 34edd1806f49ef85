//! A running server.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use super::background::Background;
use crate::{
    api::dialect::Dialect,
    journal::{exchange::Exchange, received::Received},
    state::shared::Shared,
};

/// A running AgentSpec server. Its drop stops it, and frees its port.
pub struct MockServer {
    address: SocketAddr,
    pub(crate) shared: Arc<Shared>,
    background: Background,
}

impl MockServer {
    pub(crate) fn new(address: SocketAddr, shared: Arc<Shared>, background: Background) -> Self {
        Self { address, shared, background }
    }

    /// Returns the base URL, such as `http://127.0.0.1:41234`, without a slash at its end.
    ///
    /// If the server listens on all addresses, it is the URL of the loopback address.
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

    /// Returns the dialect that it speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.shared.setup.dialect
    }

    /// Returns the address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the received requests, in order, including refused ones and those with scripted answers. Above the limit of
    /// [`Builder::keep`](crate::Builder::keep), returns the newest.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.journal.requests()
    }

    /// Returns the number of received requests, including dropped ones.
    #[must_use]
    pub fn received_count(&self) -> usize {
        self.shared.journal.count()
    }

    /// Returns the answered requests with their responses, in the order of the requests.
    ///
    /// The body of a stream is the part sent so far.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.shared.journal.exchanges()
    }

    /// Returns the number of the oldest exchanges that were dropped: see [`Builder::keep`](crate::Builder::keep).
    #[must_use]
    pub fn exchanges_dropped(&self) -> u64 {
        self.shared.journal.dropped()
    }

    /// Returns the names of its agents, in the order of `GET /v1/agents`.
    #[must_use]
    pub fn agents(&self) -> Vec<String> {
        self.shared.setup.catalog.agents.iter().map(|agent| agent.name.clone()).collect()
    }

    /// Returns the names of its pipelines.
    #[must_use]
    pub fn pipelines(&self) -> Vec<String> {
        self.shared.setup.catalog.pipelines.iter().map(|pipeline| pipeline.name.clone()).collect()
    }

    /// Returns the number of accepted API keys.
    #[must_use]
    pub fn api_key_count(&self) -> usize {
        self.shared.setup.access.api_keys.len()
    }

    /// Returns the number of accepted bearer tokens.
    #[must_use]
    pub fn token_count(&self) -> usize {
        self.shared.setup.access.tokens.len()
    }

    /// Shuts the server down: accepts no more connections, and waits for the responses in progress, without limit.
    ///
    /// Dropping the future stops the server at once.
    pub async fn shutdown(mut self) {
        self.background.finish(None).await;
    }

    /// As [`shutdown`](Self::shutdown), but cuts responses short that are still in progress after that time. Returns whether all responses were
    /// complete.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// use std::time::Duration;
    ///
    /// use agentspec_mock::MockServer;
    ///
    /// let server = MockServer::start().await;
    /// assert!(server.shutdown_within(Duration::from_secs(5)).await);
    /// # }
    /// ```
    pub async fn shutdown_within(mut self, grace: Duration) -> bool {
        self.background.finish(Some(grace)).await
    }
}

/// Does not verify during a panic, so that a failed test keeps its own message.
impl Drop for MockServer {
    fn drop(&mut self) {
        if self.shared.setup.verifies && !std::thread::panicking() {
            self.verify();
        }
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer").field("address", &self.address).field("access", &self.shared.setup.access).finish_non_exhaustive()
    }
}
