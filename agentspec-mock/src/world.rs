//! All that changes while the server runs. It is under one lock, so each request finds it whole: no turn is lost, and of
//! two requests with one idempotency key only one runs.

use crate::{clock::Stopwatch, idempotency::Answers, metrics::Metrics, runs::Runs, sessions::Sessions};

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) up: Stopwatch,
    pub(crate) sessions: Sessions,
    pub(crate) runs: Runs,
    pub(crate) answers: Answers,
    pub(crate) metrics: Metrics,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            up: Stopwatch::start(),
            sessions: Sessions::default(),
            runs: Runs::default(),
            answers: Answers::default(),
            metrics: Metrics::default(),
        }
    }
}
