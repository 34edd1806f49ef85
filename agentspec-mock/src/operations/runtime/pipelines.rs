//! `run_pipeline`.

use super::{
    super::{Call, pipelines},
    bodies, segment,
};
use crate::api::{
    error::{ApiError, truncate},
    response::Response,
    runtime::{json, wire},
};

/// Answers with a 200, also if a step failed.
pub(super) async fn run(call: &Call<'_>) -> Result<Response, ApiError> {
    let server = call.server;
    let name = segment(call, "name");
    let pipeline = server.setup.catalog.pipelines.iter().find(|pipeline| pipeline.name == name);
    let pipeline = pipeline.ok_or_else(|| ApiError::not_found(format!("Pipeline {:?} not found", truncate(&name))))?;
    let trigger = bodies::trigger(&call.request.body)?;

    let run = pipelines::run_steps(server, pipeline, trigger).await;
    let now = server.clock.now();
    let state = &mut *server.state();
    let run = state.pipeline_runs.get_mut(run).ok_or_else(ApiError::internal)?;
    run.set_answered();
    let run = run.status(now);
    let reached = run.steps.iter().zip(&pipeline.steps).filter(|(step, _)| matches!(step.status, "completed" | "failed"));
    let steps = reached.map(|(step, configured)| {
        let shown = wire::PipelineStep {
            agent: &configured.agent.name,
            duration_ms: step.duration_ms.filter(|time| *time > 0),
            error: step.error.as_ref().map(|error| error.message),
            output: step.output.filter(|output| !output.is_empty()),
            status: step.status,
        };
        (step.name, shown)
    });
    Ok(json::ok(&wire::PipelineRun { pipeline: run.pipeline, status: run.status, steps: steps.collect() }))
}
