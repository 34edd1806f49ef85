// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

//! What each operation sends, as in `Call<operations::InvokeAgent>`, and how the raw client sends it.

use agentspec_client::{Client as RawClient, Error as RawError, ResponseValue, types};
use super::{Call, name, prompt};
use crate::error::Error;
use crate::ids::Ids;
use crate::operation::{Delivery, Perform};
use crate::trace::{CallSpan, Subject};

/// What [`Agents::list`](crate::Agents::list) sends.
#[derive(Clone, Debug)]
pub struct ListAgents;

impl Perform for ListAgents {
    type Output = types::AgentList;
    type Wire = types::AgentList;
    const ID: &'static str = "list_agents";
    const IS_IDEMPOTENT: bool = true;
    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.list_agents(Some(&ids.correlation_id)).await
    }
}

/// What [`Agents::invoke`](crate::Agents::invoke) sends.
#[derive(Clone, Debug)]
pub struct InvokeAgent {
    pub(crate) name: String,
    pub(crate) body: types::InvokeRequest,
}

impl Perform for InvokeAgent {
    type Output = types::InvokeResponse;
    type Wire = types::InvokeResponse;
    const ID: &'static str = "invoke_agent";
    const IS_IDEMPOTENT: bool = false;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.name),
            message: Some(&self.body),
            ..Subject::default()
        }
    }

    fn record(answer: &mut Self::Output, span: CallSpan) {
        span.answered(Some(&answer.usage), Some(&answer.output));
    }

    fn check(&self) -> Result<(), Error> {
        name::check("name", &self.name)?;
        prompt::check(&self.body)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.invoke_agent(
                &self.name,
                Some(&ids.idempotency_key),
                Some(&ids.correlation_id),
                &self.body,
            )
            .await
    }
}

impl prompt::Prompt for InvokeAgent {
    fn request_mut(&mut self) -> &mut types::InvokeRequest {
        &mut self.body
    }
}

/// What [`Agents::stream`](crate::Agents::stream) sends.
#[derive(Clone, Debug)]
pub struct StreamAgent {
    pub(crate) name: String,
    pub(crate) body: types::InvokeRequest,
}

impl Perform for StreamAgent {
    type Output = crate::stream::EventStream;
    type Wire = agentspec_client::ByteStream;
    const ID: &'static str = "stream_agent";
    const IS_IDEMPOTENT: bool = false;
    const DELIVERY: Delivery = Delivery::Stream;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.name),
            message: Some(&self.body),
            ..Subject::default()
        }
    }

    fn record(events: &mut Self::Output, span: CallSpan) {
        events.set_span(span);
    }

    fn check(&self) -> Result<(), Error> {
        name::check("name", &self.name)?;
        prompt::check(&self.body)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.stream_agent(
                &self.name,
                Some(&ids.idempotency_key),
                Some(&ids.correlation_id),
                &self.body,
            )
            .await
    }
}

impl prompt::Prompt for StreamAgent {
    fn request_mut(&mut self) -> &mut types::InvokeRequest {
        &mut self.body
    }
}

/// What [`Sessions::create`](crate::Sessions::create) sends.
#[derive(Clone, Debug)]
pub struct CreateSession {
    pub(crate) agent: String,
    pub(crate) body: types::CreateSessionRequest,
}

impl Call<CreateSession> {
    /// The caller's own values, stored with a session unchanged. Sets the value of one key.
    pub fn metadata(
        mut self,
        key: impl Into<String>,
        value: impl Into<serde_json::Value>,
    ) -> Self {
        self.operation_mut()
            .body
            .metadata
            .get_or_insert_with(|| types::Metadata(serde_json::Map::new()))
            .0
            .insert(key.into(), value.into());
        self
    }

    /// The caller's own values, stored with a session unchanged. Replaces all values that were set before.
    pub fn metadata_map(mut self, metadata: types::Metadata) -> Self {
        self.operation_mut().body.metadata = Some(metadata);
        self
    }
}

impl Perform for CreateSession {
    type Output = types::Session;
    type Wire = types::Session;
    const ID: &'static str = "create_session";
    const IS_IDEMPOTENT: bool = false;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.agent),
            ..Subject::default()
        }
    }

    fn record(answer: &mut Self::Output, span: CallSpan) {
        span.record_session(&answer.session_id);
        span.answered(None, None);
    }

    fn check(&self) -> Result<(), Error> {
        name::check("agent", &self.agent)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.create_session(
                &self.agent,
                Some(&ids.idempotency_key),
                Some(&ids.correlation_id),
                &self.body,
            )
            .await
    }
}

/// What [`Sessions::list`](crate::Sessions::list) sends.
#[derive(Clone, Debug)]
pub struct ListSessions {
    pub(crate) agent: String,
    pub(crate) limit: Option<u32>,
    pub(crate) offset: Option<u64>,
}

impl Call<ListSessions> {
    /// The maximum number of sessions to return. 1 to 100. Default: 20.
    pub fn limit(mut self, limit: u32) -> Self {
        self.operation_mut().limit = Some(limit);
        self
    }

    /// The number of sessions to skip, counted from the newest. Default: 0.
    pub fn offset(mut self, offset: u64) -> Self {
        self.operation_mut().offset = Some(offset);
        self
    }
}

impl Perform for ListSessions {
    type Output = types::SessionList;
    type Wire = types::SessionList;
    const ID: &'static str = "list_sessions";
    const IS_IDEMPOTENT: bool = true;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.agent),
            ..Subject::default()
        }
    }

    fn check(&self) -> Result<(), Error> {
        name::check("agent", &self.agent)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.list_sessions(
                &self.agent,
                self.limit,
                self.offset,
                Some(&ids.correlation_id),
            )
            .await
    }
}

/// What [`Sessions::delete`](crate::Sessions::delete) sends.
#[derive(Clone, Debug)]
pub struct DeleteSession {
    pub(crate) agent: String,
    pub(crate) session_id: String,
}

impl Perform for DeleteSession {
    type Output = ();
    type Wire = ();
    const ID: &'static str = "delete_session";
    const IS_IDEMPOTENT: bool = true;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.agent),
            session: Some(&self.session_id),
            ..Subject::default()
        }
    }

    fn check(&self) -> Result<(), Error> {
        name::check("agent", &self.agent)?;
        name::check("session_id", &self.session_id)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.delete_session(&self.agent, &self.session_id, Some(&ids.correlation_id))
            .await
    }
}

/// What [`Sessions::continue_`](crate::Sessions::continue_) sends.
#[derive(Clone, Debug)]
pub struct ContinueSession {
    pub(crate) agent: String,
    pub(crate) session_id: String,
    pub(crate) body: types::InvokeRequest,
}

impl Perform for ContinueSession {
    type Output = types::SessionContinueResponse;
    type Wire = types::SessionContinueResponse;
    const ID: &'static str = "continue_session";
    const IS_IDEMPOTENT: bool = false;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.agent),
            session: Some(&self.session_id),
            message: Some(&self.body),
            ..Subject::default()
        }
    }

    fn record(answer: &mut Self::Output, span: CallSpan) {
        span.answered(Some(&answer.usage), Some(&answer.output));
    }

    fn check(&self) -> Result<(), Error> {
        name::check("agent", &self.agent)?;
        name::check("session_id", &self.session_id)?;
        prompt::check(&self.body)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.continue_session(
                &self.agent,
                &self.session_id,
                Some(&ids.idempotency_key),
                Some(&ids.correlation_id),
                &self.body,
            )
            .await
    }
}

impl prompt::Prompt for ContinueSession {
    fn request_mut(&mut self) -> &mut types::InvokeRequest {
        &mut self.body
    }
}

/// What [`Sessions::continue_stream`](crate::Sessions::continue_stream) sends.
#[derive(Clone, Debug)]
pub struct StreamSession {
    pub(crate) agent: String,
    pub(crate) session_id: String,
    pub(crate) body: types::InvokeRequest,
}

impl Perform for StreamSession {
    type Output = crate::stream::EventStream;
    type Wire = agentspec_client::ByteStream;
    const ID: &'static str = "stream_session";
    const IS_IDEMPOTENT: bool = false;
    const DELIVERY: Delivery = Delivery::Stream;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.agent),
            session: Some(&self.session_id),
            message: Some(&self.body),
            ..Subject::default()
        }
    }

    fn record(events: &mut Self::Output, span: CallSpan) {
        events.set_span(span);
    }

    fn check(&self) -> Result<(), Error> {
        name::check("agent", &self.agent)?;
        name::check("session_id", &self.session_id)?;
        prompt::check(&self.body)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.stream_session(
                &self.agent,
                &self.session_id,
                Some(&ids.idempotency_key),
                Some(&ids.correlation_id),
                &self.body,
            )
            .await
    }
}

impl prompt::Prompt for StreamSession {
    fn request_mut(&mut self) -> &mut types::InvokeRequest {
        &mut self.body
    }
}

/// What [`Pipelines::run`](crate::Pipelines::run) sends.
#[derive(Clone, Debug)]
pub struct RunPipeline {
    pub(crate) name: String,
    pub(crate) body: types::InvokeRequest,
}

impl Perform for RunPipeline {
    type Output = types::PipelineRunResponse;
    type Wire = types::PipelineRunResponse;
    const ID: &'static str = "run_pipeline";
    const IS_IDEMPOTENT: bool = false;
    fn subject(&self) -> Subject<'_> {
        Subject {
            pipeline: Some(&self.name),
            message: Some(&self.body),
            ..Subject::default()
        }
    }

    fn record(answer: &mut Self::Output, span: CallSpan) {
        span.answered(answer.usage.as_ref(), answer.output.as_deref());
    }

    fn check(&self) -> Result<(), Error> {
        name::check("name", &self.name)?;
        prompt::check(&self.body)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.run_pipeline(
                &self.name,
                Some(&ids.idempotency_key),
                Some(&ids.correlation_id),
                &self.body,
            )
            .await
    }
}

impl prompt::Prompt for RunPipeline {
    fn request_mut(&mut self) -> &mut types::InvokeRequest {
        &mut self.body
    }
}

/// What [`Pipelines::status`](crate::Pipelines::status) sends.
#[derive(Clone, Debug)]
pub struct PipelineStatus {
    pub(crate) name: String,
    pub(crate) run_id: Option<String>,
}

impl Call<PipelineStatus> {
    /// The id of the run; without it, the most recent run.
    pub fn run_id(mut self, run_id: impl Into<String>) -> Self {
        self.operation_mut().run_id = Some(run_id.into());
        self
    }
}

impl Perform for PipelineStatus {
    type Output = types::PipelineStatus;
    type Wire = types::PipelineStatus;
    const ID: &'static str = "pipeline_status";
    const IS_IDEMPOTENT: bool = true;
    fn subject(&self) -> Subject<'_> {
        Subject {
            pipeline: Some(&self.name),
            ..Subject::default()
        }
    }

    fn check(&self) -> Result<(), Error> {
        name::check("name", &self.name)?;
        name::check_optional("run_id", self.run_id.as_deref())
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.pipeline_status(
                &self.name,
                self.run_id.as_deref(),
                Some(&ids.correlation_id),
            )
            .await
    }
}

/// What [`Client::health`](crate::Client::health) sends.
#[derive(Clone, Debug)]
pub struct Health;

impl Perform for Health {
    type Output = types::Health;
    type Wire = types::Health;
    const ID: &'static str = "health";
    const IS_IDEMPOTENT: bool = true;
    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        match raw.health(Some(&ids.correlation_id)).await {
            Err(RawError::ErrorResponse(answer)) => Ok(answer),
            answered => answered.map_err(RawError::into_untyped),
        }
    }
}

/// What [`Client::metrics`](crate::Client::metrics) sends.
#[derive(Clone, Debug)]
pub struct Metrics;

impl Perform for Metrics {
    type Output = String;
    type Wire = agentspec_client::ByteStream;
    const ID: &'static str = "metrics";
    const IS_IDEMPOTENT: bool = true;
    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.metrics(Some(&ids.correlation_id)).await
    }
}
