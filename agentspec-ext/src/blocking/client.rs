//! The client: the async one, whose calls are waited for.

use super::agents::Agents;
use super::call::Call;
use super::config::ClientBuilder;
use super::pipelines::Pipelines;
use super::sessions::Sessions;
use crate::error::Error;
use crate::operations;

/// A client of an AgentSpec server, for programs without async.
///
/// Cheap to clone; clones share connections, with each other and with no async client. Use one for the whole program, from any of its
/// threads.
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
    client: crate::Client,
}

impl Client {
    pub(super) fn new(client: crate::Client) -> Self {
        Self { client }
    }

    /// Configures a client.
    pub fn builder() -> ClientBuilder {
        crate::Client::builder().into()
    }

    /// A client configured by `AGENTSPEC_BASE_URL` and `AGENTSPEC_API_KEY` or `AGENTSPEC_TOKEN`.
    ///
    /// # Errors
    /// As [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Agents, each call of which is independent of the others.
    #[must_use]
    pub fn agents(&self) -> Agents {
        Agents::new(self.client.agents())
    }

    /// Conversations in which the agent remembers the previous turns.
    #[must_use]
    pub fn sessions(&self) -> Sessions {
        Sessions::new(self.client.sessions())
    }

    /// Pipelines, which run several agents in sequence.
    #[must_use]
    pub fn pipelines(&self) -> Pipelines {
        Pipelines::new(self.client.pipelines())
    }

    /// Where the server is, without a slash at its end. It holds no credential: a user name or password in it is refused.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// Asks whether the server is well. A degraded server's answer (503) is a value too.
    pub fn health(&self) -> Call<operations::ReadHealth> {
        Call::new(self.client.health())
    }

    /// Reads the server's metrics, in the Prometheus text exposition format.
    pub fn metrics(&self) -> Call<operations::ReadMetrics> {
        Call::new(self.client.metrics())
    }
}
