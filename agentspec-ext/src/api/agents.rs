//! Agents, each call of which is independent of the others.

use std::sync::Arc;

use agentspec_client::types::{AgentList, InvokeRequest, InvokeResponse};
use agentspec_client::{ByteStream, Client as RawClient, Error as RawError, ResponseValue};

use super::{Call, Prompt, name, prompt};
use crate::error::Error;
use crate::ids::Ids;
use crate::operation::{Delivery, Perform};
use crate::stream::EventStream;
use crate::trace::{CallSpan, Subject};
use crate::transport::Transport;

/// The agents of a server. Made by [`Client::agents`](crate::Client::agents).
#[derive(Clone, Debug)]
pub struct Agents {
    transport: Arc<Transport>,
}

impl Agents {
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self { transport }
    }

    /// Lists the deployed agents.
    pub fn list(&self) -> Call<ListAgents> {
        Call::new(Arc::clone(&self.transport), ListAgents)
    }

    /// Invokes an agent and waits for its whole answer.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) for an unknown agent, [`is_invalid_request`](Error::is_invalid_request) for a name that cannot
    /// be sent or options that the server refuses.
    pub fn invoke(&self, name: impl Into<String>, input: impl Into<String>) -> Call<Invoke> {
        Call::new(Arc::clone(&self.transport), Invoke { name: name.into(), request: InvokeRequest::new(input) })
    }

    /// Invokes an agent and streams its answer as it is made.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke), before the stream; then as [`EventStream`].
    pub fn stream(&self, name: impl Into<String>, input: impl Into<String>) -> Call<InvokeStream> {
        Call::new(Arc::clone(&self.transport), InvokeStream { name: name.into(), request: InvokeRequest::new(input) })
    }
}

/// Lists agents.
#[derive(Clone, Debug)]
pub struct ListAgents;

impl Perform for ListAgents {
    type Output = AgentList;
    type Wire = AgentList;

    const ID: &'static str = "list_agents";

    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<AgentList>, RawError> {
        raw.list_agents(Some(&ids.correlation_id)).await
    }
}

/// Invokes an agent.
#[derive(Clone, Debug)]
pub struct Invoke {
    name: String,
    request: InvokeRequest,
}

impl Perform for Invoke {
    type Output = InvokeResponse;
    type Wire = InvokeResponse;

    const ID: &'static str = "invoke_agent";

    fn subject(&self) -> Subject<'_> {
        Subject::agent(&self.name).asked(&self.request)
    }

    fn came_to(answer: &mut InvokeResponse, span: CallSpan) {
        span.answered(Some(&answer.usage), Some(&answer.output));
    }

    fn check(&self) -> Result<(), Error> {
        name::check("name", &self.name)?;
        prompt::check(&self.request)
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<InvokeResponse>, RawError> {
        raw.invoke_agent(&self.name, Some(&ids.idempotency_key), Some(&ids.correlation_id), &self.request).await
    }
}

impl Prompt for Invoke {
    fn request_mut(&mut self) -> &mut InvokeRequest {
        &mut self.request
    }
}

/// Invokes an agent, streamed.
#[derive(Clone, Debug)]
pub struct InvokeStream {
    name: String,
    request: InvokeRequest,
}

impl Perform for InvokeStream {
    type Output = EventStream;
    type Wire = ByteStream;

    const ID: &'static str = "stream_agent";
    const DELIVERY: Delivery = Delivery::Stream;

    fn subject(&self) -> Subject<'_> {
        Subject::agent(&self.name).asked(&self.request)
    }

    fn came_to(events: &mut EventStream, span: CallSpan) {
        events.set_span(span);
    }

    fn check(&self) -> Result<(), Error> {
        name::check("name", &self.name)?;
        prompt::check(&self.request)
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<ByteStream>, RawError> {
        raw.stream_agent(&self.name, Some(&ids.idempotency_key), Some(&ids.correlation_id), &self.request).await
    }
}

impl Prompt for InvokeStream {
    fn request_mut(&mut self) -> &mut InvokeRequest {
        &mut self.request
    }
}
