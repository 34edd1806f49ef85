//! The client: a handle to the transport. Its resources and calls are generated.

mod config;

#[rustfmt::skip]
#[path = "generated/client.rs"]
mod calls;

use std::fmt;
use std::sync::Arc;

pub use self::config::ClientBuilder;
use crate::error::Error;
use crate::transport::Transport;

/// A client of an AgentSpec server.
///
/// Cheap to clone; clones share connections. Use one for the whole program. Where a program has several runtimes, each has connections of its own;
/// a stream is read on the runtime that opened it.
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
}

impl Client {
    pub(crate) fn new(transport: Transport) -> Self {
        Self { transport: Arc::new(transport) }
    }

    /// Configures a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client configured by `AGENTSPEC_BASE_URL` and `AGENTSPEC_API_KEY` or `AGENTSPEC_TOKEN`.
    ///
    /// # Errors
    /// [`is_configuration`](Error::is_configuration): a variable's value cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Where the server is, without a slash at its end. It holds no credential: a user name or password in it is refused.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.transport.base_url()
    }

    /// The raw client over the same connections, with the same base URL and credential: one attempt a call, no timeout, and
    /// no [middleware](crate::Middleware). Outside of a tokio runtime a call of it is an error, too, whose source says what to do.
    ///
    /// It is the way out for what this crate does not do. It is generated, and not promised to stay: its methods and errors may change with any
    /// version of this crate.
    #[must_use]
    pub fn raw(&self) -> agentspec_client::Client {
        self.transport.raw()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("transport", &self.transport).finish()
    }
}
