//! The runs of pipelines. Knows nothing of requests.

use crate::{error::ApiError, error::shorten, wire, wire::PipelineStep, wire::Usage};

/// A finished run of a pipeline.
#[derive(Debug)]
pub(crate) struct Run {
    id: String,
    pipeline: &'static str,
    steps: Vec<PipelineStep>,
    started_at: String,
    elapsed_ms: u64,
}

impl Run {
    pub(crate) fn response(&self) -> wire::PipelineRunResponse<'_> {
        wire::PipelineRunResponse {
            pipeline: self.pipeline,
            run_id: &self.id,
            status: "completed",
            steps: &self.steps,
            output: self.steps.last().map_or("", |step| &step.output),
            total_duration_ms: self.elapsed_ms,
            usage: self.usage(),
        }
    }

    pub(crate) fn status(&self) -> wire::PipelineStatus<'_> {
        wire::PipelineStatus {
            pipeline: self.pipeline,
            run_id: &self.id,
            status: "completed",
            steps: &self.steps,
            started_at: &self.started_at,
            elapsed_ms: self.elapsed_ms,
        }
    }

    fn usage(&self) -> Usage {
        let sum = |part: fn(&Usage) -> u64| self.steps.iter().map(|step| part(&step.usage)).sum();
        Usage::new(sum(|usage| usage.input_tokens), sum(|usage| usage.output_tokens))
    }
}

/// All runs, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Runs(Vec<Run>);

impl Runs {
    pub(crate) fn record(&mut self, pipeline: &'static str, steps: Vec<PipelineStep>, started_at: String, elapsed_ms: u64) -> &Run {
        let id = format!("run-{:04}", self.0.len() + 1);
        self.0.push(Run { id, pipeline, steps, started_at, elapsed_ms });
        &self.0[self.0.len() - 1]
    }

    /// The run of that id, or the newest one.
    pub(crate) fn find(&self, pipeline: &str, run_id: Option<&str>) -> Result<&Run, ApiError> {
        let mut runs = self.0.iter().rev().filter(|run| run.pipeline == pipeline);
        match run_id {
            Some(id) => runs
                .find(|run| run.id == id)
                .ok_or_else(|| ApiError::not_found(format!("The pipeline '{pipeline}' has no run '{}'.", shorten(id)))),
            None => runs.next().ok_or_else(|| ApiError::not_found(format!("The pipeline '{pipeline}' has not run yet: run it first."))),
        }
    }
}
