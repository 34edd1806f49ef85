//! All that changes while the server runs. It is under one lock, which nobody holds while waiting, so each request finds it
//! whole: no turn is lost, and of two requests with one idempotency key only one runs.

use super::{metrics::Metrics, pipeline_runs::PipelineRuns, sessions::Sessions, setup::Setup};
use crate::{
    agents::replies::Given,
    clock::Moment,
    policy::{idempotency::KeptResponses, rate_limit::Windows},
    scripts::step_overrides::StepOverrides,
};

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) started: Moment,
    pub(crate) sessions: Sessions,
    pub(crate) pipeline_runs: PipelineRuns,
    pub(crate) step_overrides: StepOverrides,
    pub(crate) kept_responses: KeptResponses,
    pub(crate) given: Given,
    pub(crate) windows: Windows,
    pub(crate) metrics: Metrics,
}

impl World {
    pub(crate) fn new(setup: &Setup, now: Moment) -> Self {
        Self {
            started: now,
            sessions: Sessions::new(setup.session_expiry, setup.bound),
            pipeline_runs: PipelineRuns::new(setup.bound),
            step_overrides: StepOverrides::default(),
            kept_responses: KeptResponses::default(),
            given: Given::default(),
            windows: Windows::default(),
            metrics: Metrics::default(),
        }
    }
}
