//! `run_pipeline`, `pipeline_status`.

use super::{
    Call,
    arguments::{self, Invocation},
};
use crate::{
    agents::{
        catalog::{Pipeline, Step},
        prepared::PreparedCompletion,
    },
    api::{error::ApiError, response::Response},
    scripts::step_overrides::StepOverride,
    state::{pipeline_runs::RunKey, shared::Shared},
};

pub(super) async fn run(call: &Call<'_>) -> Result<Response, ApiError> {
    let Call { server, request, .. } = *call;
    let name = call.segment("name")?;
    let pipeline = server.setup.catalog.pipeline(&name)?;
    let message = Invocation::read(&request.body.bytes)?;
    let run = run_steps(server, pipeline, message).await;
    let now = server.clock.now();
    server.state().pipeline_runs.get_mut(run).map(|run| run.final_response(now)).ok_or_else(ApiError::internal)
}

/// Runs the steps in sequence, each on the output of the previous one, until one fails. `max_tokens` applies to each step. The run is kept
/// until it is answered.
pub(super) async fn run_steps(server: &Shared, pipeline: &Pipeline, mut message: Invocation) -> RunKey {
    let (run, mut step_overrides) = {
        let mut state = server.state();
        let run = state.pipeline_runs.start(pipeline, server.clock.now(), server.clock.rfc3339());
        (run, state.step_overrides.take(&pipeline.name))
    };
    for (at, step) in pipeline.steps.iter().enumerate() {
        let step_override = step_overrides.remove(&step.name).unwrap_or_default();
        match take_step(server, run, at, step, step_override, &message).await {
            Some(output) => message.input = output,
            None => break,
        }
    }
    run
}

/// Runs one step. Returns its output; `None` if it failed.
async fn take_step(
    server: &Shared,
    run: RunKey,
    at: usize,
    step: &Step,
    step_override: StepOverride,
    message: &Invocation,
) -> Option<String> {
    let (prepared, end) = {
        let mut state = server.state();
        let now = server.clock.now();
        state.pipeline_runs.get_mut(run)?.begin(at, now);
        let prepared = PreparedCompletion::new(&step.agent, &message.input, &mut state.reply_counts);
        let delay = step_override.delay.unwrap_or(step.delay).saturating_add(prepared.delay());
        (prepared, now.plus(delay))
    };
    server.clock.sleep_until(end).await;

    let completion = match step_override.failure.as_ref().or(step.failure.as_ref()) {
        Some(failure) => Err(failure.clone()),
        None => prepared.complete(&[], &message.input, message.max_tokens),
    };
    let state = &mut *server.state();
    let now = server.clock.now();
    match completion.and_then(|completion| completion.failure.clone().map_or(Ok(completion), Err)) {
        Ok(completion) => {
            state.pipeline_runs.complete(run, at, &completion, now);
            state.metrics.used(completion.usage);
            state.metrics.steps("completed", 1);
            Some(completion.output)
        }
        Err(failure) => {
            let skipped = state.pipeline_runs.get_mut(run)?.fail(at, failure, now);
            state.metrics.steps("failed", 1);
            state.metrics.steps("skipped", skipped);
            None
        }
    }
}

pub(super) fn status(call: &Call<'_>) -> Result<Response, ApiError> {
    let Call { server, request, .. } = *call;
    let name = call.segment("name")?;
    let pipeline = server.setup.catalog.pipeline(&name)?;
    let run_id = arguments::parameter(request.query(), "run_id");
    if run_id.as_ref().is_some_and(|id| id.is_empty() || id.chars().count() > 256) {
        return Err(ApiError::invalid("run_id", "must have 1 to 256 characters; leave it out for the newest run"));
    }
    let state = server.state();
    let run = state.pipeline_runs.find(&pipeline.name, run_id.as_deref())?;
    Ok(Response::ok(&run.status(server.clock.now())))
}
