// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

//! The resources and the calls of the client, without async: each method wraps the async one.

use agentspec_client::types;
use super::stream::EventStream;
use super::{Call, Client, SessionHandle};
use crate::api::{operations, resources};

/// Agents. Each call is independent of the others. Made by [`Client::agents`](super::Client::agents).
#[derive(Clone, Debug)]
pub struct Agents {
    pub(super) inner: resources::Agents,
}

impl Agents {
    /// List the deployed agents. As [`Agents::list`](crate::Agents::list).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let response = client.agents().list().call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn list(&self) -> Call<operations::ListAgents> {
        Call::new(self.inner.list())
    }

    /// Invoke an agent and wait for its whole answer. As [`Agents::invoke`](crate::Agents::invoke).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let response = client.agents().invoke("assistant", "What is the capital of France?").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn invoke(
        &self,
        name: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::InvokeAgent> {
        Call::new(self.inner.invoke(name, input))
    }

    /// Invoke an agent and stream its answer as it is produced. As [`Agents::stream`](crate::Agents::stream).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let events = client.agents().stream("assistant", "Tell me a story.").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn stream(
        &self,
        name: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::StreamAgent, EventStream> {
        Call::mapped(self.inner.stream(name, input), EventStream::new)
    }
}

/// Conversations. The agent remembers the previous turns. Made by [`Client::sessions`](super::Client::sessions).
#[derive(Clone, Debug)]
pub struct Sessions {
    pub(super) inner: resources::Sessions,
}

impl Sessions {
    /// Start a session with an agent. As [`Sessions::create`](crate::Sessions::create).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let response = client.sessions().create("assistant").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn create(&self, agent: impl Into<String>) -> Call<operations::CreateSession> {
        Call::new(self.inner.create(agent))
    }

    /// List an agent's sessions. As [`Sessions::list`](crate::Sessions::list).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// # client.sessions().create("assistant").call()?;
    /// let response = client.sessions().list("assistant").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn list(&self, agent: impl Into<String>) -> Call<operations::ListSessions> {
        Call::new(self.inner.list(agent))
    }

    /// Delete a session. As [`Sessions::delete`](crate::Sessions::delete).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// # let session_id = client.sessions().create("assistant").call()?.session_id;
    /// client.sessions().delete("assistant", &session_id).call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delete(
        &self,
        agent: impl Into<String>,
        session_id: impl Into<String>,
    ) -> Call<operations::DeleteSession> {
        Call::new(self.inner.delete(agent, session_id))
    }

    /// Take the next turn of a session and wait for the whole answer. As [`Sessions::continue_`](crate::Sessions::continue_).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// # let session_id = client.sessions().create("assistant").call()?.session_id;
    /// let response = client.sessions().continue_("assistant", &session_id, "What do I work on?").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn continue_(
        &self,
        agent: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::ContinueSession> {
        Call::new(self.inner.continue_(agent, session_id, input))
    }

    /// Take the next turn of a session and stream the answer. As [`Sessions::continue_stream`](crate::Sessions::continue_stream).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// # let session_id = client.sessions().create("assistant").call()?.session_id;
    /// let events = client.sessions().continue_stream("assistant", &session_id, "Can you show me a quick example?").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn continue_stream(
        &self,
        agent: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::StreamSession, EventStream> {
        Call::mapped(
            self.inner.continue_stream(agent, session_id, input),
            EventStream::new,
        )
    }
}

/// Pipelines. A pipeline runs several agents in sequence. Made by [`Client::pipelines`](super::Client::pipelines).
#[derive(Clone, Debug)]
pub struct Pipelines {
    pub(super) inner: resources::Pipelines,
}

impl Pipelines {
    /// Run a pipeline and wait for its result. As [`Pipelines::run`](crate::Pipelines::run).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let response = client.pipelines().run("research-and-summarize", "Summarize recent advances in battery technology.").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(
        &self,
        name: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::RunPipeline> {
        Call::new(self.inner.run(name, input))
    }

    /// Read the status of a pipeline's run. As [`Pipelines::status`](crate::Pipelines::status).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// # client.pipelines().run("research-and-summarize", "Summarize recent advances in battery technology.").call()?;
    /// let response = client.pipelines().status("research-and-summarize").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn status(&self, name: impl Into<String>) -> Call<operations::PipelineStatus> {
        Call::new(self.inner.status(name))
    }
}

impl Client {
    /// Agents. Each call is independent of the others.
    #[must_use]
    pub fn agents(&self) -> Agents {
        Agents {
            inner: self.client.agents(),
        }
    }

    /// Conversations. The agent remembers the previous turns.
    #[must_use]
    pub fn sessions(&self) -> Sessions {
        Sessions {
            inner: self.client.sessions(),
        }
    }

    /// Pipelines. A pipeline runs several agents in sequence.
    #[must_use]
    pub fn pipelines(&self) -> Pipelines {
        Pipelines {
            inner: self.client.pipelines(),
        }
    }

    /// Check the server's health. As [`Client::health`](crate::Client::health).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let response = client.health().call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn health(&self) -> Call<operations::Health> {
        Call::new(self.client.health())
    }

    /// Read the server's metrics. As [`Client::metrics`](crate::Client::metrics).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let text = client.metrics().call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn metrics(&self) -> Call<operations::Metrics> {
        Call::new(self.client.metrics())
    }
}

impl SessionHandle {
    /// Delete a session. As [`SessionHandle::delete`](crate::SessionHandle::delete).
    pub fn delete(&self) -> Call<operations::DeleteSession> {
        Call::new(self.handle.delete())
    }

    /// Take the next turn of a session and wait for the whole answer. As [`SessionHandle::continue_`](crate::SessionHandle::continue_).
    pub fn continue_(
        &self,
        input: impl Into<String>,
    ) -> Call<operations::ContinueSession> {
        Call::new(self.handle.continue_(input))
    }

    /// Take the next turn of a session and stream the answer. As [`SessionHandle::continue_stream`](crate::SessionHandle::continue_stream).
    pub fn continue_stream(
        &self,
        input: impl Into<String>,
    ) -> Call<operations::StreamSession, EventStream> {
        Call::mapped(self.handle.continue_stream(input), EventStream::new)
    }
}

impl Call<operations::CreateSession> {
    /// The caller's own values, stored with a session unchanged. Sets the value of one key.
    pub fn metadata(
        mut self,
        key: impl Into<String>,
        value: impl Into<serde_json::Value>,
    ) -> Self {
        self.call = self.call.metadata(key, value);
        self
    }

    /// The caller's own values, stored with a session unchanged. Replaces all values that were set before.
    pub fn metadata_map(mut self, metadata: types::Metadata) -> Self {
        self.call = self.call.metadata_map(metadata);
        self
    }
}

impl Call<operations::ListSessions> {
    /// The maximum number of sessions to return. 1 to 100. Default: 20.
    pub fn limit(mut self, limit: u32) -> Self {
        self.call = self.call.limit(limit);
        self
    }

    /// The number of sessions to skip, counted from the newest. Default: 0.
    pub fn offset(mut self, offset: u64) -> Self {
        self.call = self.call.offset(offset);
        self
    }
}

impl Call<operations::PipelineStatus> {
    /// The id of the run; without it, the most recent run.
    pub fn run_id(mut self, run_id: impl Into<String>) -> Self {
        self.call = self.call.run_id(run_id);
        self
    }
}
