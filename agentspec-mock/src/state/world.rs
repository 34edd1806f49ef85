//! All that changes while the server runs. It is under one lock, which nobody holds while waiting, so each request finds it
//! whole: no turn is lost, and of two requests with one idempotency key only one runs.

use super::{metrics::Metrics, pipeline_runs::Runs, sessions::Sessions, setup::Setup};
use crate::{
    agents::replies::Given,
    clock::Moment,
    policy::{idempotency::Answers, rate_limit::Windows},
    scripts::step_overrides::Faults,
};

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) started: Moment,
    pub(crate) sessions: Sessions,
    pub(crate) runs: Runs,
    pub(crate) faults: Faults,
    pub(crate) answers: Answers,
    pub(crate) given: Given,
    pub(crate) windows: Windows,
    pub(crate) metrics: Metrics,
}

impl World {
    pub(crate) fn new(setup: &Setup, now: Moment) -> Self {
        Self {
            started: now,
            sessions: Sessions::new(setup.session_expiry, setup.bound),
            runs: Runs::new(setup.bound),
            faults: Faults::default(),
            answers: Answers::default(),
            given: Given::default(),
            windows: Windows::default(),
            metrics: Metrics::default(),
        }
    }
}
