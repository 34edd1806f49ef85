//! What a test holds of a running server.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use super::background::Background;
use crate::{
    journal::{exchange::Exchange, received::Received},
    state::shared::Shared,
};

/// A running AgentSpec server. It stops when it is dropped, and its port is free again.
pub struct MockServer {
    address: SocketAddr,
    pub(crate) shared: Arc<Shared>,
    background: Background,
}

impl MockServer {
    pub(crate) fn new(address: SocketAddr, shared: Arc<Shared>, background: Background) -> Self {
        Self { address, shared, background }
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

    /// What it has received, in order, refused requests and those with scripted answers too. Of many, the newest: see
    /// [`Builder::keep`](crate::Builder::keep).
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.journal.requests()
    }

    /// How many requests it has received, those that it does not keep any more too.
    #[must_use]
    pub fn received_count(&self) -> usize {
        self.shared.journal.count()
    }

    /// What it has been asked and has answered, in the order of the requests; those that it is still working on are not there.
    ///
    /// The body of a stream is what has been sent of it so far.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.shared.journal.exchanges()
    }

    /// How many of the oldest exchanges it does not keep any more: see [`Builder::keep`](crate::Builder::keep).
    #[must_use]
    pub fn exchanges_dropped(&self) -> u64 {
        self.shared.journal.dropped()
    }

    /// The names of its agents, in the order of `GET /v1/agents`.
    #[must_use]
    pub fn agents(&self) -> Vec<String> {
        self.shared.setup.catalog.agents.iter().map(|agent| agent.name.clone()).collect()
    }

    /// The names of its pipelines.
    #[must_use]
    pub fn pipelines(&self) -> Vec<String> {
        self.shared.setup.catalog.pipelines.iter().map(|pipeline| pipeline.name.clone()).collect()
    }

    /// How many API keys it accepts.
    #[must_use]
    pub fn api_key_count(&self) -> usize {
        self.shared.setup.access.api_keys.len()
    }

    /// How many bearer tokens it accepts.
    #[must_use]
    pub fn token_count(&self) -> usize {
        self.shared.setup.access.tokens.len()
    }

    /// Ends the server gracefully: accepts no more connections, and waits for the answers that are under way, however long
    /// they take.
    ///
    /// Dropping the future ends it at once.
    pub async fn shutdown(mut self) {
        self.background.finish(None).await;
    }

    /// As [`shutdown`](Self::shutdown), but what is still under way after that time is cut short. Gives whether all answers
    /// were whole.
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

/// A test that fails otherwise keeps its own reason.
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
