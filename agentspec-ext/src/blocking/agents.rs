//! Agents, each call of which is independent of the others.

use super::call::Call;
use super::stream::EventStream;
use crate::operations;

/// The agents of a server. Made by [`Client::agents`](super::Client::agents).
#[derive(Clone, Debug)]
pub struct Agents {
    agents: crate::Agents,
}

impl Agents {
    pub(super) fn new(agents: crate::Agents) -> Self {
        Self { agents }
    }

    /// Lists the deployed agents, as [`Agents::list`](crate::Agents::list).
    pub fn list(&self) -> Call<operations::ListAgents> {
        Call::new(self.agents.list())
    }

    /// Invokes an agent and waits for its whole answer, as [`Agents::invoke`](crate::Agents::invoke).
    pub fn invoke(&self, name: impl Into<String>, input: impl Into<String>) -> Call<operations::Invoke> {
        Call::new(self.agents.invoke(name, input))
    }

    /// Invokes an agent and streams its answer as it is made, as [`Agents::stream`](crate::Agents::stream).
    pub fn stream(&self, name: impl Into<String>, input: impl Into<String>) -> Call<operations::InvokeStream, EventStream> {
        Call::giving(self.agents.stream(name, input), EventStream::new)
    }
}
