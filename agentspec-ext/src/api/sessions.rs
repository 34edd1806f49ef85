//! Conversations in which the agent remembers the previous turns.

mod handle;
mod paging;

use std::sync::Arc;

use agentspec_client::types::{CreateSessionRequest, InvokeRequest, Metadata, Session, SessionContinueResponse, SessionList};
use agentspec_client::{ByteStream, Client as RawClient, Error as RawError, ResponseValue};
use serde_json::Value;

pub use self::handle::SessionHandle;
use super::{Call, Prompt, name, prompt};
use crate::error::Error;
use crate::ids::Ids;
use crate::operation::{Delivery, Perform};
use crate::stream::EventStream;
use crate::trace::{CallSpan, Subject};
use crate::transport::Transport;

/// The sessions of a server. Made by [`Client::sessions`](crate::Client::sessions).
#[derive(Clone, Debug)]
pub struct Sessions {
    transport: Arc<Transport>,
}

impl Sessions {
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self { transport }
    }

    /// Starts a session with an agent.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) for an unknown agent.
    pub fn create(&self, agent: impl Into<String>) -> Call<CreateSession> {
        let operation = CreateSession { agent: agent.into(), request: CreateSessionRequest::default() };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// A handle on a session that exists, for a conversation that reads naturally. Sends nothing.
    #[must_use]
    pub fn open(&self, agent: impl Into<String>, session_id: impl Into<String>) -> SessionHandle {
        SessionHandle::new(self.clone(), agent.into(), session_id.into())
    }

    /// Takes the next turn and waits for the whole answer.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) for an unknown agent or session.
    pub fn continue_(&self, agent: impl Into<String>, session_id: impl Into<String>, input: impl Into<String>) -> Call<Continue> {
        Call::new(Arc::clone(&self.transport), Continue(Said::new(agent, session_id, input)))
    }

    /// Takes the next turn and streams the answer as it is made.
    ///
    /// # Errors
    /// As [`continue_`](Self::continue_), before the stream; then as [`EventStream`].
    pub fn continue_stream(
        &self,
        agent: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<ContinueStream> {
        Call::new(Arc::clone(&self.transport), ContinueStream(Said::new(agent, session_id, input)))
    }

    /// Lists an agent's sessions, newest first: one page, with the number of all of them; or [`all`](Call::all) of them.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) for an unknown agent.
    pub fn list(&self, agent: impl Into<String>) -> Call<ListSessions> {
        Call::new(Arc::clone(&self.transport), ListSessions { agent: agent.into(), limit: None, offset: None })
    }

    /// Deletes a session and its turns.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) for a session that is not there, as after an earlier attempt of this call whose answer was
    /// lost.
    pub fn delete(&self, agent: impl Into<String>, session_id: impl Into<String>) -> Call<DeleteSession> {
        Call::new(Arc::clone(&self.transport), DeleteSession { agent: agent.into(), session_id: session_id.into() })
    }
}

/// Starts a session.
#[derive(Clone, Debug)]
pub struct CreateSession {
    agent: String,
    request: CreateSessionRequest,
}

impl Call<CreateSession> {
    /// Keeps a value of the caller's own with the session, under `key`.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let metadata = self.operation_mut().request.metadata.get_or_insert_with(|| Metadata(serde_json::Map::new()));
        metadata.0.insert(key.into(), value.into());
        self
    }

    /// All values to keep with the session, in place of those set before.
    pub fn metadata_map(mut self, metadata: Metadata) -> Self {
        self.operation_mut().request.metadata = Some(metadata);
        self
    }
}

impl Perform for CreateSession {
    type Output = Session;
    type Wire = Session;

    const ID: &'static str = "create_session";

    fn subject(&self) -> Subject<'_> {
        Subject::agent(&self.agent)
    }

    fn came_to(session: &mut Session, span: CallSpan) {
        span.in_session(&session.session_id);
        span.answered(None, None);
    }

    fn check(&self) -> Result<(), Error> {
        name::check("agent", &self.agent)
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<Session>, RawError> {
        raw.create_session(&self.agent, Some(&ids.idempotency_key), Some(&ids.correlation_id), &self.request).await
    }
}

/// What both ways of taking a turn send.
#[derive(Clone, Debug)]
struct Said {
    agent: String,
    session_id: String,
    request: InvokeRequest,
}

impl Said {
    fn new(agent: impl Into<String>, session_id: impl Into<String>, input: impl Into<String>) -> Self {
        Self { agent: agent.into(), session_id: session_id.into(), request: InvokeRequest::new(input) }
    }

    fn check(&self) -> Result<(), Error> {
        name::check("agent", &self.agent)?;
        name::check("session_id", &self.session_id)?;
        prompt::check(&self.request)
    }

    fn subject(&self) -> Subject<'_> {
        Subject::agent(&self.agent).session(&self.session_id).asked(&self.request)
    }
}

/// Takes a turn.
#[derive(Clone, Debug)]
pub struct Continue(Said);

impl Perform for Continue {
    type Output = SessionContinueResponse;
    type Wire = SessionContinueResponse;

    const ID: &'static str = "continue_session";

    fn subject(&self) -> Subject<'_> {
        self.0.subject()
    }

    fn came_to(answer: &mut SessionContinueResponse, span: CallSpan) {
        span.answered(Some(&answer.usage), Some(&answer.output));
    }

    fn check(&self) -> Result<(), Error> {
        self.0.check()
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<SessionContinueResponse>, RawError> {
        let Said { agent, session_id, request } = &self.0;
        raw.continue_session(agent, session_id, Some(&ids.idempotency_key), Some(&ids.correlation_id), request).await
    }
}

impl Prompt for Continue {
    fn request_mut(&mut self) -> &mut InvokeRequest {
        &mut self.0.request
    }
}

/// Takes a turn, streamed.
#[derive(Clone, Debug)]
pub struct ContinueStream(Said);

impl Perform for ContinueStream {
    type Output = EventStream;
    type Wire = ByteStream;

    const ID: &'static str = "stream_session";
    const DELIVERY: Delivery = Delivery::Stream;

    fn subject(&self) -> Subject<'_> {
        self.0.subject()
    }

    fn came_to(events: &mut EventStream, span: CallSpan) {
        events.set_span(span);
    }

    fn check(&self) -> Result<(), Error> {
        self.0.check()
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<ByteStream>, RawError> {
        let Said { agent, session_id, request } = &self.0;
        raw.stream_session(agent, session_id, Some(&ids.idempotency_key), Some(&ids.correlation_id), request).await
    }
}

impl Prompt for ContinueStream {
    fn request_mut(&mut self) -> &mut InvokeRequest {
        &mut self.0.request
    }
}

/// Lists sessions.
#[derive(Clone, Debug)]
pub struct ListSessions {
    agent: String,
    limit: Option<u32>,
    offset: Option<u64>,
}

impl Call<ListSessions> {
    /// The most sessions to return, 1 to 100. Default 20.
    pub fn limit(mut self, limit: u32) -> Self {
        self.operation_mut().limit = Some(limit);
        self
    }

    /// How many of the newest sessions to pass over. Default 0.
    pub fn offset(mut self, offset: u64) -> Self {
        self.operation_mut().offset = Some(offset);
        self
    }
}

impl Perform for ListSessions {
    type Output = SessionList;
    type Wire = SessionList;

    const ID: &'static str = "list_sessions";

    fn subject(&self) -> Subject<'_> {
        Subject::agent(&self.agent)
    }

    fn check(&self) -> Result<(), Error> {
        name::check("agent", &self.agent)
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<SessionList>, RawError> {
        raw.list_sessions(&self.agent, self.limit, self.offset, Some(&ids.correlation_id)).await
    }
}

/// Deletes a session.
#[derive(Clone, Debug)]
pub struct DeleteSession {
    agent: String,
    session_id: String,
}

impl Perform for DeleteSession {
    type Output = ();
    type Wire = ();

    const ID: &'static str = "delete_session";

    fn subject(&self) -> Subject<'_> {
        Subject::agent(&self.agent).session(&self.session_id)
    }

    fn check(&self) -> Result<(), Error> {
        name::check("agent", &self.agent)?;
        name::check("session_id", &self.session_id)
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<()>, RawError> {
        raw.delete_session(&self.agent, &self.session_id, Some(&ids.correlation_id)).await
    }
}
