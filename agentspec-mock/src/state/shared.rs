//! The state that the handle of a running server and its service share.

use std::{
    net::SocketAddr,
    sync::{Mutex, MutexGuard, OnceLock},
};

use super::{live::LiveState, setup::Setup};
use crate::{
    clock::Clock, journal::Journal, lock::lock, policy::correlation::Correlation, scenario::runs::ScenarioRuns, scripts::queue::Scripts,
};

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) setup: Setup,
    /// The address that it listens on; set once it does.
    pub(crate) bound: OnceLock<SocketAddr>,
    pub(crate) clock: Clock,
    pub(crate) correlation: Correlation,
    pub(crate) journal: Journal,
    pub(crate) scenario_runs: ScenarioRuns,
    scripts: Mutex<Scripts>,
    state: Mutex<LiveState>,
}

impl Shared {
    pub(crate) fn new(setup: Setup) -> Self {
        let clock = Clock::default();
        Self {
            bound: OnceLock::new(),
            correlation: Correlation::default(),
            journal: Journal::new(setup.recording, setup.bound),
            scenario_runs: ScenarioRuns::new(setup.bound),
            scripts: Mutex::default(),
            state: Mutex::new(LiveState::new(&setup, clock.now())),
            setup,
            clock,
        }
    }

    pub(crate) fn scripts(&self) -> MutexGuard<'_, Scripts> {
        lock(&self.scripts)
    }

    /// Describes everything scripted that was not used.
    pub(crate) fn unused(&self) -> Vec<String> {
        let mut unused = self.scripts().unused();
        unused.extend(self.state().step_overrides.unused());
        unused
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, LiveState> {
        lock(&self.state)
    }
}
