//! Rate limits. Pure: the time is an argument.

use std::{collections::HashMap, time::Duration};

use super::credentials::Caller;
use crate::clock::Moment;

/// A number of requests per time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RateLimit {
    pub(crate) requests: u32,
    pub(crate) per: Duration,
}

/// The current window of each caller. A window starts with the first request after the previous one has ended.
#[derive(Debug, Default)]
pub(crate) struct Windows(HashMap<Caller, Window>);

#[derive(Debug)]
struct Window {
    start: Moment,
    requests: u32,
}

impl Windows {
    /// Counts a request.
    ///
    /// # Errors
    ///
    /// How long the caller must wait, if the window is full. Such a request is not counted.
    pub(crate) fn admit(&mut self, limit: RateLimit, caller: Caller, now: Moment) -> Result<(), Duration> {
        let window = self.0.entry(caller).or_insert(Window { start: now, requests: 0 });
        let end = window.start.plus(limit.per);
        if now >= end {
            *window = Window { start: now, requests: 0 };
        } else if window.requests >= limit.requests {
            return Err(end.since(now));
        }
        window.requests += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    const LIMIT: RateLimit = RateLimit { requests: 2, per: Duration::from_secs(10) };

    #[test]
    fn a_full_window_refuses_until_its_end() {
        let start = Clock::default().now();
        let mut windows = Windows::default();
        let mut at = |millis| windows.admit(LIMIT, Caller::Anyone, start.plus(Duration::from_millis(millis)));
        assert_eq!([at(0), at(9_000)], [Ok(()), Ok(())]);
        assert_eq!(at(9_500), Err(Duration::from_millis(500)));
        assert_eq!([at(10_000), at(15_000)], [Ok(()), Ok(())]);
        assert_eq!(at(15_000), Err(Duration::from_secs(5)));
    }

    #[test]
    fn a_window_starts_with_a_request() {
        let start = Clock::default().now();
        let mut windows = Windows::default();
        let mut at = |seconds| windows.admit(LIMIT, Caller::Anyone, start.plus(Duration::from_secs(seconds)));
        assert_eq!([at(0), at(19), at(21)], [Ok(()), Ok(()), Ok(())]);
        assert_eq!(at(21), Err(Duration::from_secs(8)));
    }

    #[test]
    fn each_caller_has_a_window() {
        let now = Clock::default().now();
        let mut windows = Windows::default();
        let mut by = |caller| windows.admit(LIMIT, caller, now).is_ok();
        assert!(by(Caller::Key(0)) && by(Caller::Key(0)) && !by(Caller::Key(0)));
        assert!(by(Caller::Key(1)) && by(Caller::Token(0)));
    }
}
