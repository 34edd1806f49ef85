//! The client: a handle to the transport. Its resources and calls are generated.

mod config;

#[rustfmt::skip]
#[path = "generated/client.rs"]
mod calls;

use std::fmt;
use std::sync::Arc;

pub use self::config::ClientBuilder;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::transport::Transport;

/// A client of an AgentSpec server.
///
/// Cheap to clone; clones share connections. Use one client for the whole program. If the program has several runtimes, each has its own
/// connections; read a stream on the runtime that opened it.
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
}

impl Client {
    pub(crate) fn new(transport: Transport) -> Self {
        Self { transport: Arc::new(transport) }
    }

    /// Returns a builder, to configure a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Creates a client configured by `AGENTSPEC_BASE_URL`, `AGENTSPEC_API_KEY` or `AGENTSPEC_TOKEN`, and `AGENTSPEC_DIALECT`.
    ///
    /// # Errors
    /// [`is_configuration`](Error::is_configuration): the value of a variable is not valid.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Returns the server's URL, without a trailing slash. It contains no credential: the builder refuses a user name or password in it.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.transport.base_url()
    }

    /// Returns the [dialect](ClientBuilder::dialect) that was set, by the builder or the environment: [`Dialect::Auto`] also when it has been found out.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.transport.dialect()
    }

    /// Returns the raw client, with the same connections, base URL and credential. A call of it makes one attempt, without a timeout and
    /// without [middleware](crate::Middleware), and speaks the documented API. Outside a tokio runtime it fails too, with an error whose source says what to do.
    ///
    /// Use it for what this crate does not support. It is generated code without a stability promise: its methods and errors may change with any
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
