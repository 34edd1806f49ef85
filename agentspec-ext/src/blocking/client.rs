//! The blocking client, around the async one. Its resources and calls are generated.

use super::config::ClientBuilder;
use crate::error::Error;

/// A client of an AgentSpec server, for programs without async.
///
/// Cheap to clone; clones share connections, but not with async clients. Use one client for the whole program, from any of its threads.
///
/// ```
/// use agentspec_ext::blocking::Client;
///
/// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
/// # let base_url = server.url();
/// let client = Client::builder().base_url(base_url).build()?;
/// for agent in client.agents().list().call()? {
///     println!("{} - {} - {}", agent.name, agent.model, agent.status);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) client: crate::Client,
}

impl Client {
    pub(super) fn new(client: crate::Client) -> Self {
        Self { client }
    }

    /// Returns a builder, which configures a client.
    pub fn builder() -> ClientBuilder {
        crate::Client::builder().into()
    }

    /// Creates a client configured by `AGENTSPEC_BASE_URL`, `AGENTSPEC_API_KEY` or `AGENTSPEC_TOKEN`, and `AGENTSPEC_DIALECT`.
    ///
    /// # Errors
    /// Fails as [`ClientBuilder::build`] does.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Returns the URL of the server, without a trailing slash. It contains no credential, since a URL with a user name or password is rejected.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// Returns the dialect that was set, by the builder or the environment, as [`Client::dialect`](crate::Client::dialect) does.
    #[must_use]
    pub fn dialect(&self) -> crate::Dialect {
        self.client.dialect()
    }
}
