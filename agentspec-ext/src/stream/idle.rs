//! The idle timeouts of a stream: how long it may be without a byte, and without an event.
//!
//! The time runs while the stream is waiting, and not while its events are processed. The timer is set again when it fires, and not for each byte: the
//! only cost per byte is a read of the clock.

use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::runtime::Handle;

use super::Exclusive;
use crate::clock::{Clock, Wait};
use crate::operation::IdleTimeouts;

/// What a stream has been missing, and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Silence {
    Bytes(Duration),
    Events(Duration),
    /// This thread has no runtime, so there is no timer.
    NoRuntime,
}

pub(super) struct Idle {
    clock: Arc<dyn Clock>,
    timeouts: IdleTimeouts,
    /// When the wait for bytes began; None until the stream waits again.
    bytes_since: Option<Duration>,
    events_since: Option<Duration>,
    timer: Option<Timer>,
    /// The timeout that had passed at the last poll. A reader that polls late gets another poll, in which data that has arrived can be read first.
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

    /// Records that bytes were received.
    pub(super) fn bytes_received(&mut self) {
        self.bytes_since = None;
        self.overdue = self.overdue.filter(|silence| matches!(silence, Silence::Events(_)));
    }

    /// Records that an event was received.
    pub(super) fn event_received(&mut self) {
        self.events_since = None;
        self.overdue = None;
    }

    /// Polls the timeouts while the stream waits. Completes when it has waited too long.
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
            // If data was received since the timer was set, a new timer is set.
            if was_due >= due {
                self.overdue = Some(silence);
                task.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
    }

    /// Returns the earlier of the two timeouts. It never moves back from one call to the next.
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

    /// A clock with a settable time in seconds. Only a timer of zero completes.
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
    fn a_late_reader_can_first_read_what_has_arrived() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let _entered = runtime.enter();
        let clock = Arc::new(Stopped::default());
        let limit = Duration::from_secs(10);
        let mut idle = Idle::new(Arc::<Stopped>::clone(&clock), IdleTimeouts { bytes: None, events: Some(limit) });
        let mut task = Context::from_waker(Waker::noop());
        assert!(idle.poll(&mut task).is_pending());
        clock.0.store(100, Ordering::SeqCst);
        idle.timer = None;
        assert!(idle.poll(&mut task).is_pending(), "the first poll only finds that the time is over");
        idle.bytes_received();
        idle.event_received();
        assert!(idle.poll(&mut task).is_pending(), "an event was received");
        clock.0.store(200, Ordering::SeqCst);
        idle.timer = None;
        assert!(idle.poll(&mut task).is_pending());
        idle.bytes_received();
        assert_eq!(idle.poll(&mut task), Poll::Ready(Silence::Events(limit)), "bytes are not an event");
    }
}
