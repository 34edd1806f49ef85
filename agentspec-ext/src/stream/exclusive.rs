//! What is `Sync` because only who owns it reaches it. Knows nothing of what it holds.

use std::sync::{Mutex, PoisonError};

/// A value that a shared reference gives nothing of. It is never locked: a future that is polled is owned by who polls it.
pub(crate) struct Exclusive<T>(Mutex<T>);

impl<T> Exclusive<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    #[inline]
    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}
