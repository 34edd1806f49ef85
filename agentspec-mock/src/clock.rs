//! Reads the clock and sleeps; no other module does. A server's clock runs with the machine's, and can be advanced.

use std::time::{Duration, Instant, SystemTime};

use tokio::sync::watch;

/// The limit of an advance and of a sleep, so that no sum of times overflows.
pub(crate) const MAX_AHEAD: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A moment of a server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(Instant);

impl Moment {
    /// Returns the moment `time` later, at most 100 years later.
    pub(crate) fn plus(self, time: Duration) -> Self {
        Self(self.0 + time.min(MAX_AHEAD))
    }

    /// Returns the time since `earlier`; zero if it is not earlier.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.0.saturating_duration_since(earlier.0)
    }
}

/// The clock of a server.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// How far it is ahead of the machine's clock. A change wakes the sleepers.
    ahead: watch::Sender<Duration>,
}

impl Clock {
    pub(crate) fn now(&self) -> Moment {
        Moment(Instant::now() + *self.ahead.borrow())
    }

    /// Returns the time of day: RFC 3339, in UTC, with milliseconds.
    pub(crate) fn rfc3339(&self) -> String {
        humantime::format_rfc3339_millis(SystemTime::now() + *self.ahead.borrow()).to_string()
    }

    /// Returns the time of day as RFC 3339 in a zone that is that many hours ahead of UTC.
    pub(crate) fn rfc3339_ahead(&self, hours: u8) -> String {
        let there = SystemTime::now() + *self.ahead.borrow() + Duration::from_secs(3600 * u64::from(hours));
        let utc = humantime::format_rfc3339_millis(there).to_string();
        format!("{}+{hours:02}:00", utc.trim_end_matches('Z'))
    }

    /// Advances the clock, by at most 100 years in total, and wakes the sleepers whose time is over.
    pub(crate) fn advance(&self, by: Duration) {
        self.ahead.send_modify(|ahead| *ahead = ahead.saturating_add(by).min(MAX_AHEAD));
    }

    /// As [`sleep_until`](Self::sleep_until); without a moment, forever.
    pub(crate) async fn sleep_until_any(&self, moment: Option<Moment>) {
        match moment {
            Some(moment) => self.sleep_until(moment).await,
            None => std::future::pending().await,
        }
    }

    /// Waits until that moment. Returns at once if it is past.
    pub(crate) async fn sleep_until(&self, moment: Moment) {
        let mut ahead = self.ahead.subscribe();
        loop {
            let left = moment.since(self.now());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                // The sender is `self`, so this is no error.
                _ = ahead.changed() => {}
            }
        }
    }
}

/// Returns a time in whole milliseconds.
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
    async fn a_sleep_ends_when_the_clock_is_advanced_past_its_end() {
        let clock = Clock::default();
        let mut sleep = pin!(clock.sleep_until(clock.now().plus(HOUR)));
        assert!(poll!(&mut sleep).is_pending());
        clock.advance(HOUR / 2);
        assert!(poll!(&mut sleep).is_pending());
        clock.advance(HOUR / 2);
        assert!(poll!(&mut sleep).is_ready());
    }

    #[tokio::test]
    async fn the_longest_sleep_and_advance_do_not_overflow() {
        let clock = Clock::default();
        let start = clock.now();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert!(clock.rfc3339().starts_with('2'));
        assert!(clock.now().since(start) >= MAX_AHEAD);
        assert!(clock.sleep_until(clock.now().plus(Duration::MAX)).now_or_never().is_none());
        assert!(clock.sleep_until(start).now_or_never().is_some());
    }
}
