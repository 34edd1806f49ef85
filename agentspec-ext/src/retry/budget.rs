//! What all calls of a client together may add to the load of a server that fails: a token bucket.
//!
//! Pure: it is told the time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A token bucket, shared by the calls of a client.
///
/// A retry takes a token, and is not made where none is left. One call at a time retries without: so a caller alone, who waits for each call
/// before the next, is never refused, however long the server fails.
#[derive(Debug)]
pub(crate) struct Budget {
    /// The most tokens; None where retries are not counted.
    capacity: Option<u32>,
    bucket: Mutex<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    /// When tokens were last added.
    filled: Duration,
    /// Whether a call retries without tokens.
    has_free_rider: bool,
}

impl Budget {
    pub(crate) const DEFAULT: u32 = 100;
    /// Tokens that a second brings.
    const PER_SECOND: f64 = 1.0;
    /// Tokens that a successful call brings.
    const PER_SUCCESS: f64 = 0.1;

    /// A full bucket.
    pub(crate) fn new(capacity: Option<u32>) -> Self {
        let bucket = Bucket { tokens: capacity.unwrap_or_default().into(), filled: Duration::ZERO, has_free_rider: false };
        Self { capacity, bucket: Mutex::new(bucket) }
    }

    pub(crate) fn succeeded(&self) {
        self.add(&mut self.bucket(), Self::PER_SUCCESS);
    }

    fn withdraw(&self, now: Duration) -> bool {
        let mut bucket = self.bucket();
        let passed = now.saturating_sub(bucket.filled);
        bucket.filled = bucket.filled.max(now);
        self.add(&mut bucket, Self::PER_SECOND * passed.as_secs_f64());
        let has_token = bucket.tokens >= 1.0;
        if has_token {
            bucket.tokens -= 1.0;
        }
        has_token
    }

    fn add(&self, bucket: &mut Bucket, tokens: f64) {
        bucket.tokens = (bucket.tokens + tokens).min(self.capacity.unwrap_or_default().into());
    }

    fn bucket(&self) -> MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a call has of the budget. Given back when it ends.
#[derive(Debug)]
pub(super) struct Share<'a> {
    budget: &'a Budget,
    is_free_rider: bool,
}

impl<'a> Share<'a> {
    pub(super) fn new(budget: &'a Budget) -> Self {
        Self { budget, is_free_rider: false }
    }

    /// Whether another retry may be made.
    pub(super) fn allows(&mut self, now: Duration) -> bool {
        if self.budget.capacity.is_none() || self.is_free_rider {
            return true;
        }
        self.is_free_rider = !std::mem::replace(&mut self.budget.bucket().has_free_rider, true);
        self.is_free_rider || self.budget.withdraw(now)
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        if self.is_free_rider {
            self.budget.bucket().has_free_rider = false;
        }
    }
}
