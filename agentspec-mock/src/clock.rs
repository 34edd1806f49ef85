//! The one place that reads a clock or sleeps. A server's clock runs with the machine's, and can be moved ahead of it.

use std::time::{Duration, Instant, SystemTime};

use tokio::sync::watch;

/// The furthest that a clock is moved ahead and a sleep may last: every sum of times stays within what the machine can count.
pub(crate) const FURTHEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A moment of a server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(Instant);

impl Moment {
    /// The moment that comes `time` later, 100 years later at most.
    pub(crate) fn plus(self, time: Duration) -> Self {
        Self(self.0 + time.min(FURTHEST))
    }

    /// The time from `earlier` to this moment; none where it is not earlier.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.0.saturating_duration_since(earlier.0)
    }
}

/// The clock of one server: what it measures and waits by.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// How far it is ahead of the machine's. Whoever waits is told of a change.
    ahead: watch::Sender<Duration>,
}

impl Clock {
    pub(crate) fn now(&self) -> Moment {
        Moment(Instant::now() + *self.ahead.borrow())
    }

    /// The time of day, RFC 3339 in UTC with milliseconds.
    pub(crate) fn rfc3339(&self) -> String {
        humantime::format_rfc3339_millis(SystemTime::now() + *self.ahead.borrow()).to_string()
    }

    /// Moves the clock ahead, and wakes those who have waited long enough by it; no further than 100 years in all.
    pub(crate) fn advance(&self, by: Duration) {
        self.ahead.send_modify(|ahead| *ahead = ahead.saturating_add(by).min(FURTHEST));
    }

    /// As [`sleep_until`](Self::sleep_until); without a moment, for ever.
    pub(crate) async fn sleep_until_any(&self, moment: Option<Moment>) {
        match moment {
            Some(moment) => self.sleep_until(moment).await,
            None => std::future::pending().await,
        }
    }

    /// Waits until that moment; not at all where it is past.
    pub(crate) async fn sleep_until(&self, moment: Moment) {
        let mut ahead = self.ahead.subscribe();
        loop {
            let left = moment.since(self.now());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                // The sender is `self`: it is there.
                _ = ahead.changed() => {}
            }
        }
    }
}

/// A time in whole milliseconds.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, poll};
    use std::pin::pin;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn a_sleep_ends_when_the_clock_is_moved_past_its_end() {
        let clock = Clock::default();
        let mut sleep = pin!(clock.sleep_until(clock.now().plus(HOUR)));
        assert!(poll!(&mut sleep).is_pending());
        clock.advance(HOUR / 2);
        assert!(poll!(&mut sleep).is_pending());
        clock.advance(HOUR / 2);
        assert!(poll!(&mut sleep).is_ready());
    }

    #[tokio::test]
    async fn no_sleep_is_too_long_and_no_clock_too_far_ahead() {
        let clock = Clock::default();
        let start = clock.now();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert!(clock.rfc3339().starts_with('2'));
        assert!(clock.now().since(start) >= FURTHEST);
        assert!(clock.sleep_until(clock.now().plus(Duration::MAX)).now_or_never().is_none());
        assert!(clock.sleep_until(start).now_or_never().is_some());
    }
}
