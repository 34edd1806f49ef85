// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

//! The resources of a server. Their methods describe calls; a call is sent when it is awaited.

use std::sync::Arc;
use agentspec_client::types;
use super::{Call, operations};
use crate::transport::Transport;

/// Agents. Each call is independent of the others. Made by [`Client::agents`](crate::Client::agents).
#[derive(Clone, Debug)]
pub struct Agents {
    pub(super) transport: Arc<Transport>,
}

impl Agents {
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self { transport }
    }

    /// List the deployed agents.
    ///
    /// Returns all agents that the caller may use, in the server's own order.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let response = client.agents().list().await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn list(&self) -> Call<operations::ListAgents> {
        let operation = operations::ListAgents;
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Invoke an agent and wait for its whole answer.
    ///
    /// Runs the agent once, with its tools and without memory of earlier calls. The answer arrives when the agent has finished,
    /// which may take minutes.
    ///
    /// - `name`: The agent's name.
    /// - `input`: The message.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let response = client.agents().invoke("assistant", "What is the capital of France?").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such agent.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn invoke(
        &self,
        name: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::InvokeAgent> {
        let operation = operations::InvokeAgent {
            name: name.into(),
            body: types::InvokeRequest::new(input),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Invoke an agent and stream its answer as it is produced.
    ///
    /// Like [`Agents::invoke`](crate::Agents::invoke), with the answer as Server-Sent Events (WHATWG HTML, section 9.2). The data of each event is one
    /// `StreamEvent` as JSON. Comment lines are heartbeats. The stream ends with a `done` or an `error` event; a stream that ends
    /// without either was cut short.
    ///
    /// - `name`: The agent's name.
    /// - `input`: The message.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let events = client.agents().stream("assistant", "Tell me a story.").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such agent.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - Errors of the stream itself are those of [`EventStream`](crate::EventStream).
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn stream(
        &self,
        name: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::StreamAgent> {
        let operation = operations::StreamAgent {
            name: name.into(),
            body: types::InvokeRequest::new(input),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }
}

/// Conversations. The agent remembers the previous turns. Made by [`Client::sessions`](crate::Client::sessions).
#[derive(Clone, Debug)]
pub struct Sessions {
    pub(super) transport: Arc<Transport>,
}

impl Sessions {
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self { transport }
    }

    /// Start a session with an agent.
    ///
    /// Starts a conversation in which the agent remembers the previous turns. An empty object is a valid body.
    ///
    /// - `agent`: The name of the session's agent.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let response = client.sessions().create("assistant").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such agent.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn create(&self, agent: impl Into<String>) -> Call<operations::CreateSession> {
        let operation = operations::CreateSession {
            agent: agent.into(),
            body: types::CreateSessionRequest::default(),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// List an agent's sessions.
    ///
    /// Returns one page of the agent's sessions, newest first, and their total number.
    ///
    /// - `agent`: The name of the session's agent.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// # client.sessions().create("assistant").await?;
    /// let response = client.sessions().list("assistant").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such agent.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn list(&self, agent: impl Into<String>) -> Call<operations::ListSessions> {
        let operation = operations::ListSessions {
            agent: agent.into(),
            limit: None,
            offset: None,
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Delete a session.
    ///
    /// Deletes the session and its turns. Deleting a session that does not exist is a 404.
    ///
    /// - `agent`: The name of the session's agent.
    /// - `session_id`: The session's id.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// # let session_id = client.sessions().create("assistant").await?.session_id;
    /// client.sessions().delete("assistant", &session_id).await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such agent or session.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn delete(
        &self,
        agent: impl Into<String>,
        session_id: impl Into<String>,
    ) -> Call<operations::DeleteSession> {
        let operation = operations::DeleteSession {
            agent: agent.into(),
            session_id: session_id.into(),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Take the next turn of a session and wait for the whole answer.
    ///
    /// Sends the next message. The agent remembers the previous turns; the message and its answer are recorded as one turn.
    ///
    /// - `agent`: The name of the session's agent.
    /// - `session_id`: The session's id.
    /// - `input`: The message.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// # let session_id = client.sessions().create("assistant").await?.session_id;
    /// let response = client.sessions().continue_("assistant", &session_id, "What do I work on?").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such agent or session.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn continue_(
        &self,
        agent: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::ContinueSession> {
        let operation = operations::ContinueSession {
            agent: agent.into(),
            session_id: session_id.into(),
            body: types::InvokeRequest::new(input),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Take the next turn of a session and stream the answer.
    ///
    /// Like [`Sessions::continue_`](crate::Sessions::continue_), with the answer as Server-Sent Events in the form that [`Agents::stream`](crate::Agents::stream) describes.
    ///
    /// - `agent`: The name of the session's agent.
    /// - `session_id`: The session's id.
    /// - `input`: The message.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// # let session_id = client.sessions().create("assistant").await?.session_id;
    /// let events = client.sessions().continue_stream("assistant", &session_id, "Can you show me a quick example?").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such agent or session.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - Errors of the stream itself are those of [`EventStream`](crate::EventStream).
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn continue_stream(
        &self,
        agent: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::StreamSession> {
        let operation = operations::StreamSession {
            agent: agent.into(),
            session_id: session_id.into(),
            body: types::InvokeRequest::new(input),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }
}

/// Pipelines. A pipeline runs several agents in sequence. Made by [`Client::pipelines`](crate::Client::pipelines).
#[derive(Clone, Debug)]
pub struct Pipelines {
    pub(super) transport: Arc<Transport>,
}

impl Pipelines {
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self { transport }
    }

    /// Run a pipeline and wait for its result.
    ///
    /// Runs the pipeline's agents in sequence, each on the output of the previous one. If a step fails, the response is
    /// a 500 with the code `pipeline_error`, whose body may contain the `steps`.
    ///
    /// - `name`: The pipeline's name.
    /// - `input`: The message.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let response = client.pipelines().run("research-and-summarize", "Summarize recent advances in battery technology.").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such pipeline.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn run(
        &self,
        name: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::RunPipeline> {
        let operation = operations::RunPipeline {
            name: name.into(),
            body: types::InvokeRequest::new(input),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Read the status of a pipeline's run.
    ///
    /// Returns the status of the run `run_id`, or of the pipeline's most recent run. A pipeline that never ran is a 404.
    ///
    /// - `name`: The pipeline's name.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// # client.pipelines().run("research-and-summarize", "Summarize recent advances in battery technology.").await?;
    /// let response = client.pipelines().status("research-and-summarize").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such pipeline.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn status(&self, name: impl Into<String>) -> Call<operations::PipelineStatus> {
        let operation = operations::PipelineStatus {
            name: name.into(),
            run_id: None,
        };
        Call::new(Arc::clone(&self.transport), operation)
    }
}
