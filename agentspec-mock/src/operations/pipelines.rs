//! `run_pipeline`, `pipeline_status`.

use crate::{
    agents,
    answer::Answer,
    call::{self, Invocation},
    clock::{self, Stopwatch},
    error::ApiError,
    reply::Reply,
    wire::PipelineStep,
    world::World,
};

/// Runs the steps one after the other; `max_tokens` is the limit of each of them.
pub(super) fn run(world: &mut World, name: &str, body: &[u8]) -> Result<Reply, ApiError> {
    let pipeline = agents::pipeline(name)?;
    let Invocation { mut input, max_tokens } = Invocation::read(body)?;
    let started_at = clock::now_rfc3339();
    let run = Stopwatch::start();
    let mut steps = Vec::new();
    for &(name, role) in pipeline.steps {
        let step = Stopwatch::start();
        let answer = Answer::make(role, &[], &input, max_tokens);
        input.clone_from(&answer.output);
        world.metrics.used(answer.usage);
        world.metrics.step("completed");
        steps.push(PipelineStep { name, status: "completed", output: answer.output, usage: answer.usage, duration_ms: step.millis() });
    }
    let run = world.runs.record(pipeline.name, steps, started_at, run.millis());
    Ok(Reply::ok(&run.response()))
}

pub(super) fn status(world: &World, name: &str, query: &str) -> Result<Reply, ApiError> {
    let pipeline = agents::pipeline(name)?;
    let run_id = call::parameter(query, "run_id");
    if run_id.as_ref().is_some_and(|id| id.is_empty() || id.chars().count() > 256) {
        return Err(ApiError::invalid("run_id", "it must have 1 to 256 characters; leave it out for the newest run"));
    }
    let run = world.runs.find(pipeline.name, run_id.as_deref())?;
    Ok(Reply::ok(&run.status()))
}
