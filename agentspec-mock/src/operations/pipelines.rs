//! `run_pipeline`, `pipeline_status`.

use super::{
    Call,
    arguments::{self, Invocation},
};
use crate::{
    agents::{catalog::Step, thought::Thought},
    api::{error::ApiError, response::Response},
    scripts::step_overrides::StepOverride,
    state::{pipeline_runs::RunAt, shared::Shared},
};

/// Runs the steps one after the other, each on the output of the one before, until one fails; `max_tokens` is the limit of
/// each of them.
pub(super) async fn run(call: &Call<'_>) -> Result<Response, ApiError> {
    let Call { server, request, .. } = *call;
    let name = call.segment("name")?;
    let pipeline = server.setup.catalog.pipeline(&name)?;
    let mut message = Invocation::read(&request.body.bytes)?;
    let (run, mut step_overrides) = {
        let mut world = server.world();
        let run = world.pipeline_runs.start(pipeline, server.clock.now(), server.clock.rfc3339());
        (run, world.step_overrides.take(&pipeline.name))
    };
    for (at, step) in pipeline.steps.iter().enumerate() {
        let step_override = step_overrides.remove(&step.name).unwrap_or_default();
        match take_step(server, run, at, step, step_override, &message).await {
            Some(output) => message.input = output,
            None => break,
        }
    }
    let now = server.clock.now();
    server.world().pipeline_runs.at(run).map(|run| run.final_response(now)).ok_or_else(ApiError::internal)
}

/// Runs one step; gives its output, or nothing where it has failed.
async fn take_step(
    server: &Shared,
    run: RunAt,
    at: usize,
    step: &Step,
    step_override: StepOverride,
    message: &Invocation,
) -> Option<String> {
    let (thought, due) = {
        let mut world = server.world();
        let now = server.clock.now();
        world.pipeline_runs.at(run)?.begin(at, now);
        let thought = Thought::about(&step.agent, &message.input, &mut world.given);
        let takes = step_override.delay.unwrap_or(step.delay).saturating_add(thought.takes());
        (thought, now.plus(takes))
    };
    server.clock.sleep_until(due).await;

    let completion = match step_override.failure.as_ref().or(step.failure.as_ref()) {
        Some(failure) => Err(failure.clone()),
        None => thought.complete(&[], &message.input, message.max_tokens),
    };
    let world = &mut *server.world();
    let now = server.clock.now();
    match completion.and_then(|completion| completion.failure.clone().map_or(Ok(completion), Err)) {
        Ok(completion) => {
            world.pipeline_runs.complete(run, at, &completion, now);
            world.metrics.used(completion.usage);
            world.metrics.steps("completed", 1);
            Some(completion.output)
        }
        Err(failure) => {
            let skipped = world.pipeline_runs.at(run)?.fail(at, failure, now);
            world.metrics.steps("failed", 1);
            world.metrics.steps("skipped", skipped);
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
        return Err(ApiError::invalid("run_id", "it must have 1 to 256 characters; leave it out for the newest run"));
    }
    let world = server.world();
    let run = world.pipeline_runs.find(&pipeline.name, run_id.as_deref())?;
    Ok(Response::ok(&run.status(server.clock.now())))
}
