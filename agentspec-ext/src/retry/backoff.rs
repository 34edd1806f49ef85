//! The delay before each attempt, where the server names none.

use std::time::Duration;

/// Exponential backoff with jitter that only adds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    /// The delay before the second attempt.
    pub(crate) first: Duration,
    /// The user's longest delay.
    pub(crate) cap: Duration,
}

impl Backoff {
    /// The most that jitter adds, as a part of the delay.
    const JITTER: f64 = 0.25;

    /// The longest delay.
    pub(crate) fn longest(&self) -> Duration {
        self.cap.max(self.first)
    }

    /// `first`, doubled with each failed attempt after the first, and up to a quarter more; `random` is at least 0 and below 1.
    pub(crate) fn delay(&self, attempt: u32, random: f64) -> Duration {
        let longest = self.longest();
        let doubled = self.first.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
        // Where doubling stops there is still room for jitter.
        let nominal = doubled.min(longest.div_f64(1.0 + Self::JITTER).max(self.first));
        nominal.saturating_add(jitter(nominal, Self::JITTER, random)).min(longest)
    }
}

/// What is added to a delay, up to `most` as a part of it.
pub(super) fn jitter(delay: Duration, most: f64, random: f64) -> Duration {
    let part = if random.is_finite() { most * random.clamp(0.0, 1.0) } else { 0.0 };
    Duration::try_from_secs_f64(delay.as_secs_f64() * part).unwrap_or(Duration::ZERO)
}
