//! The state that changes while the server runs. One lock guards it, and is never held during a wait, so that each request sees a
//! consistent state: no turn is lost, and only one of two requests with the same idempotency key runs.

use super::{metrics::Metrics, pipeline_runs::PipelineRuns, sessions::Sessions, setup::Setup};
use crate::{
    agents::replies::ReplyCounts,
    clock::Moment,
    policy::{idempotency::StoredResponses, rate_limit::Windows},
    scripts::step_overrides::StepOverrides,
};

#[derive(Debug)]
pub(crate) struct LiveState {
    pub(crate) started: Moment,
    pub(crate) sessions: Sessions,
    pub(crate) pipeline_runs: PipelineRuns,
    pub(crate) step_overrides: StepOverrides,
    pub(crate) stored_responses: StoredResponses,
    pub(crate) reply_counts: ReplyCounts,
    pub(crate) windows: Windows,
    pub(crate) metrics: Metrics,
}

impl LiveState {
    pub(crate) fn new(setup: &Setup, now: Moment) -> Self {
        Self {
            started: now,
            sessions: Sessions::new(setup.session_expiry.or(setup.dialect.session_expiry()), setup.bound),
            pipeline_runs: PipelineRuns::new(setup.bound),
            step_overrides: StepOverrides::default(),
            stored_responses: StoredResponses::default(),
            reply_counts: ReplyCounts::default(),
            windows: Windows::default(),
            metrics: Metrics::default(),
        }
    }
}
