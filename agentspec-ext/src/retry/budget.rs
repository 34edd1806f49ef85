//! Limits the load that all calls of a client together add to a failing server, by a token bucket.
//!
//! Pure: the caller passes the time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A token bucket, shared by the calls of a client.
///
/// A retry takes a token, and is not made if there is none. One call at a time retries without tokens. So a single caller that makes one call after
/// another is never limited, however long the server fails.
#[derive(Debug)]
pub(crate) struct Budget {
    /// The capacity of the bucket; None if retries are not limited.
    capacity: Option<u32>,
    bucket: Mutex<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    /// When tokens were added last.
    filled: Duration,
    /// Whether a call retries without tokens.
    has_exempt_call: bool,
}

impl Budget {
    pub(crate) const DEFAULT: u32 = 100;
    /// Tokens that are added per second.
    const PER_SECOND: f64 = 1.0;
    /// Tokens that are added per successful call.
    const PER_SUCCESS: f64 = 0.1;

    /// Creates a full bucket.
    pub(crate) fn new(capacity: Option<u32>) -> Self {
        let bucket = Bucket { tokens: capacity.unwrap_or_default().into(), filled: Duration::ZERO, has_exempt_call: false };
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

/// The part of the budget that a call uses. Returned to the bucket on drop.
#[derive(Debug)]
pub(super) struct BudgetShare<'a> {
    budget: &'a Budget,
    is_exempt: bool,
}

impl<'a> BudgetShare<'a> {
    pub(super) fn new(budget: &'a Budget) -> Self {
        Self { budget, is_exempt: false }
    }

    /// Takes a token if needed, and returns whether another retry may be made.
    pub(super) fn allows(&mut self, now: Duration) -> bool {
        if self.budget.capacity.is_none() || self.is_exempt {
            return true;
        }
        self.is_exempt = !std::mem::replace(&mut self.budget.bucket().has_exempt_call, true);
        self.is_exempt || self.budget.withdraw(now)
    }
}

impl Drop for BudgetShare<'_> {
    fn drop(&mut self) {
        if self.is_exempt {
            self.budget.bucket().has_exempt_call = false;
        }
    }
}
