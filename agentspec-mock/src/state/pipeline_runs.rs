//! The runs of pipelines, running or ended. Knows nothing of requests and reads no clock.

use std::time::Duration;

use http::StatusCode;

use crate::{
    agents::{catalog::Pipeline, completion::Completion, failure::Failure},
    api::{
        error::{ApiError, truncate},
        response::Response,
        wire::{self, ErrorDetail, ErrorResponse, PipelineStep, Usage},
    },
    bounded::{Bound, BoundedLog, EntryKey},
    clock::{Moment, millis},
};

/// A run of a pipeline.
#[derive(Debug)]
pub(crate) struct PipelineRun {
    id: String,
    pipeline: String,
    steps: Vec<Step>,
    started: Moment,
    started_at: String,
    ended: Option<Moment>,
    /// Whether it was answered. Until then it is not dropped.
    answered: bool,
}

#[derive(Debug)]
struct Step {
    name: String,
    state: State,
}

#[derive(Debug)]
enum State {
    Pending,
    Running { since: Moment },
    Completed { output: String, usage: Usage, took: Duration },
    Failed { failure: Failure, took: Duration },
    Skipped,
}

impl PipelineRun {
    /// Starts the step at that index.
    pub(crate) fn begin(&mut self, step: usize, now: Moment) {
        self.steps[step].state = State::Running { since: now };
    }

    fn complete(&mut self, step: usize, completion: &Completion, now: Moment) {
        let took = self.steps[step].took(now);
        self.steps[step].state = State::Completed { output: completion.output.clone(), usage: completion.usage, took };
        if step + 1 == self.steps.len() {
            self.ended = Some(now);
        }
    }

    /// Fails the running step and ends the run. Returns the number of the steps after it, which are skipped.
    pub(crate) fn fail(&mut self, step: usize, failure: Failure, now: Moment) -> usize {
        let took = self.steps[step].took(now);
        self.steps[step].state = State::Failed { failure, took };
        let later = &mut self.steps[step + 1..];
        for step in &mut *later {
            step.state = State::Skipped;
        }
        self.ended = Some(now);
        later.len()
    }

    /// Marks that the request that started it is answered, so that it may be dropped.
    pub(crate) fn set_answered(&mut self) {
        self.answered = true;
    }

    /// Returns the response to the request that started it, which has ended.
    pub(crate) fn final_response(&mut self, now: Moment) -> Response {
        self.set_answered();
        let failed = self.steps.iter().find_map(|step| step.failure().map(|failure| (step, failure)));
        let Some((step, failure)) = failed else { return Response::ok(&self.response(now)) };
        let code = "pipeline_error";
        let message = format!("The step '{}' failed: {}", step.name, failure.message);
        let body = ErrorResponse { error: ErrorDetail { code, message: &message }, steps: Some(self.steps()) };
        Response::json(StatusCode::INTERNAL_SERVER_ERROR, &body).with_error_code(code)
    }

    pub(crate) fn status(&self, now: Moment) -> wire::PipelineStatus<'_> {
        wire::PipelineStatus {
            pipeline: &self.pipeline,
            run_id: &self.id,
            status: self.state(),
            steps: self.steps(),
            started_at: &self.started_at,
            elapsed_ms: self.elapsed_ms(now),
        }
    }

    fn response(&self, now: Moment) -> wire::PipelineRunResponse<'_> {
        let steps = self.steps();
        let sum = |part: fn(&Usage) -> u64| steps.iter().filter_map(|step| step.usage.as_ref()).map(part).sum();
        wire::PipelineRunResponse {
            pipeline: &self.pipeline,
            run_id: &self.id,
            status: self.state(),
            output: steps.last().and_then(|step| step.output),
            total_duration_ms: self.elapsed_ms(now),
            usage: Usage::new(sum(|usage| usage.input_tokens), sum(|usage| usage.output_tokens)),
            steps,
        }
    }

    fn state(&self) -> &'static str {
        match self.ended {
            None => "running",
            Some(_) if self.steps.iter().any(|step| step.failure().is_some()) => "failed",
            Some(_) => "completed",
        }
    }

    fn steps(&self) -> Vec<PipelineStep<'_>> {
        self.steps.iter().map(Step::shown).collect()
    }

    fn elapsed_ms(&self, now: Moment) -> u64 {
        millis(self.ended.unwrap_or(now).since(self.started))
    }
}

impl Step {
    fn took(&self, now: Moment) -> Duration {
        match self.state {
            State::Running { since } => now.since(since),
            _ => Duration::ZERO,
        }
    }

    fn failure(&self) -> Option<&Failure> {
        match &self.state {
            State::Failed { failure, .. } => Some(failure),
            _ => None,
        }
    }

    fn shown(&self) -> PipelineStep<'_> {
        let step = |status| PipelineStep { name: &self.name, status, output: None, usage: None, duration_ms: None, error: None };
        match &self.state {
            State::Pending => step("pending"),
            State::Running { .. } => step("running"),
            State::Skipped => step("skipped"),
            State::Completed { output, usage, took } => {
                PipelineStep { output: Some(output), usage: Some(*usage), duration_ms: Some(millis(*took)), ..step("completed") }
            }
            State::Failed { failure: Failure { code, message, .. }, took } => {
                PipelineStep { duration_ms: Some(millis(*took)), error: Some(ErrorDetail { code, message }), ..step("failed") }
            }
        }
    }
}

/// The runs, the oldest first. Above the bound, the oldest answered ones are dropped.
#[derive(Debug)]
pub(crate) struct PipelineRuns(BoundedLog<PipelineRun>);

/// The key of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RunKey(EntryKey);

impl PipelineRuns {
    pub(crate) fn new(bound: Bound) -> Self {
        Self(BoundedLog::new("pipeline runs", bound))
    }

    pub(crate) fn start(&mut self, pipeline: &Pipeline, now: Moment, started_at: String) -> RunKey {
        let id = format!("run-{:04}", self.0.added() + 1);
        let bytes = id.len() + pipeline.name.len() + pipeline.steps.iter().map(|step| step.name.len()).sum::<usize>();
        let steps = pipeline.steps.iter().map(|step| Step { name: step.name.clone(), state: State::Pending }).collect();
        let run = PipelineRun { id, pipeline: pipeline.name.clone(), steps, started: now, started_at, ended: None, answered: false };
        let key = self.0.push(run, bytes);
        self.trim();
        RunKey(key)
    }

    /// Completes the running step. The last step ends the run.
    pub(crate) fn complete(&mut self, RunKey(key): RunKey, step: usize, completion: &Completion, now: Moment) {
        if let Some(run) = self.0.get_mut(key) {
            run.complete(step, completion, now);
            self.0.grow(key, completion.output.len());
            self.trim();
        }
    }

    /// Returns a run that was started; it is kept until it is answered.
    pub(crate) fn get_mut(&mut self, RunKey(key): RunKey) -> Option<&mut PipelineRun> {
        self.0.get_mut(key)
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.0.dropped()
    }

    /// Returns the run of that id, or the newest one.
    pub(crate) fn find(&self, pipeline: &str, run_id: Option<&str>) -> Result<&PipelineRun, ApiError> {
        let mut runs = self.0.iter().rev().filter(|run| run.pipeline == pipeline);
        match run_id {
            Some(id) => runs.find(|run| run.id == id).ok_or_else(|| ApiError::not_found(self.not_found_message(pipeline, id))),
            None => runs.next().ok_or_else(|| ApiError::not_found(format!("The pipeline '{pipeline}' has not run yet: run it first."))),
        }
    }

    fn not_found_message(&self, pipeline: &str, id: &str) -> String {
        let newest = if self.dropped() > 0 { " Only the newest runs are kept." } else { "" };
        format!("The pipeline '{pipeline}' has no run '{}'.{newest}", truncate(id))
    }

    fn trim(&mut self) {
        drop(self.0.trim(|run| run.answered));
    }
}
