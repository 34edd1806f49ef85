//! What the handle of a running server and its service share.

use std::{
    net::SocketAddr,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use crate::{clock::Clock, correlation::Correlation, fault_mode::Runs, journal::Journal, scripts::Scripts, setup::Setup, world::World};

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) setup: Setup,
    /// Where it listens, once it does.
    pub(crate) bound: OnceLock<SocketAddr>,
    pub(crate) clock: Clock,
    pub(crate) correlation: Correlation,
    pub(crate) journal: Journal,
    pub(crate) fault_runs: Runs,
    scripts: Mutex<Scripts>,
    world: Mutex<World>,
}

impl Shared {
    pub(crate) fn new(setup: Setup) -> Self {
        let clock = Clock::default();
        Self {
            bound: OnceLock::new(),
            correlation: Correlation::default(),
            journal: Journal::new(setup.recording, setup.bound),
            fault_runs: Runs::new(setup.bound),
            scripts: Mutex::default(),
            world: Mutex::new(World::new(&setup, clock.now())),
            setup,
            clock,
        }
    }

    pub(crate) fn scripts(&self) -> MutexGuard<'_, Scripts> {
        lock(&self.scripts)
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }
}

/// A panic under the lock leaves data that is still good to read: no update here is made of halves.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
