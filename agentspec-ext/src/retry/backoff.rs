//! The delay before each attempt, where the server names none.

use std::time::Duration;

/// Exponential backoff with jitter that only adds.
#[derive(Clone, Debug)]
pub(crate) struct Backoff {
    /// The delay before the second attempt.
    pub(crate) first: Duration,
}

impl Backoff {
    /// The most that jitter adds, as a part of the delay.
    const JITTER: f64 = 0.25;
    /// Doubling stops at an hour.
    const LONGEST: Duration = Duration::from_secs(3600);

    /// `first`, doubled with each failed attempt after the first, and up to a quarter more.
    pub(crate) fn delay(&self, attempt: u32, random: f64) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        let nominal = doubled.min(Self::LONGEST.max(self.first));
        let jitter = if random.is_finite() { Self::JITTER * random.clamp(0.0, 1.0) } else { 0.0 };
        nominal.saturating_add(Duration::try_from_secs_f64(nominal.as_secs_f64() * jitter).unwrap_or(Duration::ZERO))
    }
}
