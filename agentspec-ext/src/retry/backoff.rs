//! Computes the delay before each attempt, unless the server requests one.

use std::time::Duration;

/// Exponential backoff with positive jitter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    /// The delay before the second attempt.
    pub(crate) first: Duration,
    /// The longest delay that the user allows.
    pub(crate) cap: Duration,
}

impl Backoff {
    /// The largest jitter, as a fraction of the delay.
    const JITTER: f64 = 0.25;

    /// Returns the longest delay.
    pub(crate) fn longest(&self) -> Duration {
        self.cap.max(self.first)
    }

    /// Returns `first`, doubled with each further failed attempt, plus up to a quarter; `random` is at least 0 and below 1.
    pub(crate) fn delay(&self, attempt: u32, random: f64) -> Duration {
        let longest = self.longest();
        let doubled = self.first.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
        // Leaves room for jitter below the longest delay.
        let nominal = doubled.min(longest.div_f64(1.0 + Self::JITTER).max(self.first));
        nominal.saturating_add(jitter(nominal, Self::JITTER, random)).min(longest)
    }
}

/// Returns the addition to a delay, at most the fraction `most` of it.
pub(super) fn jitter(delay: Duration, most: f64, random: f64) -> Duration {
    let part = if random.is_finite() { most * random.clamp(0.0, 1.0) } else { 0.0 };
    Duration::try_from_secs_f64(delay.as_secs_f64() * part).unwrap_or(Duration::ZERO)
}
