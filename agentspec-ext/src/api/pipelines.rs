//! Pipelines: several agents, one after the other.

mod watch;

use std::sync::Arc;

use agentspec_client::types::{InvokeRequest, PipelineRunResponse, PipelineStatus};
use agentspec_client::{Client as RawClient, Error as RawError, ResponseValue};

pub use self::watch::{Progress, RunWatch};
use super::{Call, Prompt, name, prompt};
use crate::error::Error;
use crate::ids::Ids;
use crate::operation::Perform;
use crate::trace::{CallSpan, Subject};
use crate::transport::Transport;

/// The pipelines of a server. Made by [`Client::pipelines`](crate::Client::pipelines).
#[derive(Clone, Debug)]
pub struct Pipelines {
    transport: Arc<Transport>,
}

impl Pipelines {
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self { transport }
    }

    /// Runs a pipeline and waits for its result.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) for an unknown pipeline; [`is_server`](Error::is_server) with the code `pipeline_error` for a step
    /// that failed, with the run's [`steps`](Error::steps).
    pub fn run(&self, name: impl Into<String>, input: impl Into<String>) -> Call<RunPipeline> {
        Call::new(Arc::clone(&self.transport), RunPipeline { name: name.into(), request: InvokeRequest::new(input) })
    }

    /// Reads how a run stands: the most recent one, unless [`run_id`](Call::run_id) names another.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) for an unknown pipeline or run, and for a pipeline that never ran.
    pub fn status(&self, name: impl Into<String>) -> Call<ReadStatus> {
        Call::new(Arc::clone(&self.transport), ReadStatus { name: name.into(), run_id: None })
    }

    /// Watches a run until it ends: the most recent one, unless [`run_id`](RunWatch::run_id) names another.
    ///
    /// Short for `status(name).wait()`, which takes the options that every call has.
    pub fn wait(&self, name: impl Into<String>) -> RunWatch {
        self.status(name).wait()
    }
}

/// Runs a pipeline.
#[derive(Clone, Debug)]
pub struct RunPipeline {
    name: String,
    request: InvokeRequest,
}

impl Perform for RunPipeline {
    type Output = PipelineRunResponse;
    type Wire = PipelineRunResponse;

    const ID: &'static str = "run_pipeline";

    fn subject(&self) -> Subject<'_> {
        Subject::pipeline(&self.name).asked(&self.request)
    }

    fn came_to(run: &mut PipelineRunResponse, span: CallSpan) {
        span.answered(run.usage.as_ref(), run.output.as_deref());
    }

    fn check(&self) -> Result<(), Error> {
        name::check("name", &self.name)?;
        prompt::check(&self.request)
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<PipelineRunResponse>, RawError> {
        raw.run_pipeline(&self.name, Some(&ids.idempotency_key), Some(&ids.correlation_id), &self.request).await
    }
}

impl Prompt for RunPipeline {
    fn request_mut(&mut self) -> &mut InvokeRequest {
        &mut self.request
    }
}

/// Reads how a run stands.
#[derive(Clone, Debug)]
pub struct ReadStatus {
    name: String,
    run_id: Option<String>,
}

impl Call<ReadStatus> {
    /// The run to read, instead of the most recent one.
    pub fn run_id(mut self, id: impl Into<String>) -> Self {
        self.operation_mut().run_id = Some(id.into());
        self
    }

    /// Watches the run until it ends, with this call's options on each look.
    pub fn wait(self) -> RunWatch {
        RunWatch::new(self)
    }
}

impl Perform for ReadStatus {
    type Output = PipelineStatus;
    type Wire = PipelineStatus;

    const ID: &'static str = "pipeline_status";

    fn subject(&self) -> Subject<'_> {
        Subject::pipeline(&self.name)
    }

    fn check(&self) -> Result<(), Error> {
        name::check("name", &self.name)?;
        match self.run_id.as_deref() {
            Some("") => Err(Error::invalid_request("run_id is empty: name a run, or leave it out for the most recent one")),
            _ => Ok(()),
        }
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<PipelineStatus>, RawError> {
        raw.pipeline_status(&self.name, self.run_id.as_deref(), Some(&ids.correlation_id)).await
    }
}
