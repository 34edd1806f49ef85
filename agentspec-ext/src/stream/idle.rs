//! How long a stream may be silent: without a byte, and without an event.
//!
//! Time counts from when the stream first has to wait, and not while its events are worked on. A timer is set anew when it fires, not with every byte:
//! on the way of a byte lies no more than a look at the clock.

use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::runtime::Handle;

use super::Exclusive;
use crate::clock::{Clock, Wait};
use crate::operation::IdleTimeouts;

/// What a stream has been without, and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Silence {
    Bytes(Duration),
    Events(Duration),
    /// Nobody can wait here: this thread has no runtime.
    NoRuntime,
}

pub(super) struct Idle {
    clock: Arc<dyn Clock>,
    timeouts: IdleTimeouts,
    /// Since when bytes are waited for; None until the stream has to wait again.
    bytes_since: Option<Duration>,
    events_since: Option<Duration>,
    timer: Option<Timer>,
    /// What was over when it was last looked at. Who comes back late may find that something has arrived, if it is given a moment to.
    overdue: Option<Silence>,
}

struct Timer {
    due: Duration,
    wait: Exclusive<BoxFuture<'static, ()>>,
}

impl Idle {
    pub(super) fn new(clock: Arc<dyn Clock>, timeouts: IdleTimeouts) -> Self {
        Self { clock, timeouts, bytes_since: None, events_since: None, timer: None, overdue: None }
    }

    /// Bytes have come.
    pub(super) fn bytes_received(&mut self) {
        self.bytes_since = None;
        self.overdue = self.overdue.filter(|silence| matches!(silence, Silence::Events(_)));
    }

    /// An event has come.
    pub(super) fn event_received(&mut self) {
        self.events_since = None;
        self.overdue = None;
    }

    /// Called when the stream has to wait. Ready when it has waited too long.
    pub(super) fn poll(&mut self, task: &mut Context<'_>) -> Poll<Silence> {
        loop {
            let Some((due, silence)) = self.next_due() else { return Poll::Pending };
            if self.overdue == Some(silence) {
                return Poll::Ready(silence);
            }
            if Handle::try_current().is_err() {
                return Poll::Ready(Silence::NoRuntime);
            }
            let timer = self.timer.get_or_insert_with(|| {
                let left = due.saturating_sub(self.clock.monotonic());
                Timer { due, wait: Exclusive::new(self.clock.wait(Wait::Idle(left))) }
            });
            ready!(timer.wait.get_mut().poll_unpin(task));
            let was_due = timer.due;
            self.timer = None;
            // Where something has come since it was set, another one is.
            if was_due >= due {
                self.overdue = Some(silence);
                task.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
    }

    /// When the first of the two is over; never before when it was the last time.
    fn next_due(&mut self) -> Option<(Duration, Silence)> {
        let IdleTimeouts { bytes, events } = self.timeouts;
        if (bytes.is_some() && self.bytes_since.is_none()) || (events.is_some() && self.events_since.is_none()) {
            let now = self.clock.monotonic();
            self.bytes_since.get_or_insert(now);
            self.events_since.get_or_insert(now);
        }
        let due = |since: Option<Duration>, limit: Option<Duration>| Some(since?.saturating_add(limit?));
        let bytes = due(self.bytes_since, bytes).zip(bytes.map(Silence::Bytes));
        let events = due(self.events_since, events).zip(events.map(Silence::Events));
        bytes.into_iter().chain(events).min_by_key(|(due, _)| *due)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use std::sync::atomic::{AtomicU64, Ordering};
    use std::task::Waker;
    use std::time::SystemTime;

    use futures::future::{pending, ready};

    use super::*;

    /// Its time is what it is set to, in seconds, and a timer is over where that is.
    #[derive(Debug, Default)]
    struct Stopped(AtomicU64);

    impl Clock for Stopped {
        fn system_time(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH
        }

        fn monotonic(&self) -> Duration {
            Duration::from_secs(self.0.load(Ordering::SeqCst))
        }

        fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
            if wait.duration().is_zero() { ready(()).boxed() } else { pending().boxed() }
        }

        fn random(&self) -> f64 {
            0.0
        }
    }

    #[test]
    fn who_comes_back_late_is_given_a_moment_to_hear_what_has_come() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let _entered = runtime.enter();
        let clock = Arc::new(Stopped::default());
        let limit = Duration::from_secs(10);
        let mut idle = Idle::new(Arc::<Stopped>::clone(&clock), IdleTimeouts { bytes: None, events: Some(limit) });
        let mut task = Context::from_waker(Waker::noop());
        assert!(idle.poll(&mut task).is_pending());
        clock.0.store(100, Ordering::SeqCst);
        idle.timer = None;
        assert!(idle.poll(&mut task).is_pending(), "the first look only finds that the time is over");
        idle.bytes_received();
        idle.event_received();
        assert!(idle.poll(&mut task).is_pending(), "an event had come");
        clock.0.store(200, Ordering::SeqCst);
        idle.timer = None;
        assert!(idle.poll(&mut task).is_pending());
        idle.bytes_received();
        assert_eq!(idle.poll(&mut task), Poll::Ready(Silence::Events(limit)), "bytes are no event");
    }
}
