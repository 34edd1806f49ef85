//! What the handle of a running server and its service share.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{auth::Access, correlation::Correlation, received::Received, scripted::Answer, world::World};

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) access: Access,
    pub(crate) pace: Duration,
    /// Whether what is received is kept.
    pub(crate) recording: bool,
    pub(crate) correlation: Correlation,
    received: Mutex<Vec<Received>>,
    scripted: Mutex<VecDeque<Answer>>,
    world: Mutex<World>,
}

impl Shared {
    pub(crate) fn new(access: Access, pace: Duration, recording: bool) -> Self {
        Self {
            access,
            pace,
            recording,
            correlation: Correlation::default(),
            received: Mutex::default(),
            scripted: Mutex::default(),
            world: Mutex::new(World::new()),
        }
    }

    pub(crate) fn received(&self) -> MutexGuard<'_, Vec<Received>> {
        lock(&self.received)
    }

    pub(crate) fn scripted(&self) -> MutexGuard<'_, VecDeque<Answer>> {
        lock(&self.scripted)
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }
}

/// A panic under the lock leaves data that is still good to read: no update here is made of halves.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
