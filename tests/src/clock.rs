//! The clock of the tests.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use agentspec_ext::clock::{Clock, Wait};
use futures::future::{BoxFuture, FutureExt, pending, ready};
use tokio::sync::watch;

/// Elapses the delays before retries at once and records them; times out no attempt, unless [`time_out`](TestClock::time_out) is called. The time
/// that streams measure is that of [`advance`](TestClock::advance). The time of day is 2023-11-14T22:13:20Z, 1,700,000,000 seconds of Unix time,
/// unless it is [`set`](TestClock::set); the random number is 0.
#[derive(Clone, Debug)]
pub struct TestClock {
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    delays: Mutex<Vec<Duration>>,
    polls: Mutex<Vec<Duration>>,
    times_out: watch::Sender<bool>,
    stops_at_deadlines: AtomicBool,
    now: Mutex<SystemTime>,
    /// How far it was advanced, and how often that was read.
    passed: watch::Sender<Duration>,
    readings: watch::Sender<u64>,
}

impl Default for TestClock {
    fn default() -> Self {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let state = State {
            delays: Mutex::default(),
            polls: Mutex::default(),
            times_out: watch::Sender::new(false),
            stops_at_deadlines: AtomicBool::default(),
            now: Mutex::new(now),
            passed: watch::Sender::default(),
            readings: watch::Sender::default(),
        };
        Self { state: Arc::new(state) }
    }
}

impl TestClock {
    /// Returns the delays that elapsed before retries, in order.
    #[must_use]
    pub fn delays(&self) -> Vec<Duration> {
        self.state.delays.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the delays that elapsed between two polls of a run, in order.
    #[must_use]
    pub fn polls(&self) -> Vec<Duration> {
        self.state.polls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on, no delay between two polls of a run elapses, and every deadline has elapsed.
    pub fn stop_at_deadlines(&self) {
        self.state.stops_at_deadlines.store(true, Ordering::SeqCst);
    }

    /// Elapses the timeout of every attempt, of those that wait now and of later ones.
    pub fn time_out(&self) {
        self.state.times_out.send_replace(true);
    }

    /// Advances the time that streams measure: how long a stream is silent, and how long its body takes to end after its last event.
    pub fn advance(&self, time: Duration) {
        self.state.passed.send_modify(|passed| *passed = passed.saturating_add(time));
    }

    /// Returns how often the time was read: a stream reads it whenever it has to wait after data has arrived.
    #[must_use]
    pub fn readings(&self) -> u64 {
        *self.state.readings.borrow()
    }

    /// Waits until the time has been read so often.
    pub async fn has_been_read(&self, times: u64) {
        drop(self.state.readings.subscribe().wait_for(|readings| *readings >= times).await);
    }

    /// Sets the time of day, in seconds of Unix time.
    pub fn set(&self, seconds: u64) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        *self.state.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl Clock for TestClock {
    fn system_time(&self) -> SystemTime {
        *self.state.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn monotonic(&self) -> Duration {
        self.state.readings.send_modify(|readings| *readings += 1);
        *self.state.passed.borrow()
    }

    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
        match wait {
            Wait::Retry(delay) => {
                self.state.delays.lock().unwrap_or_else(PoisonError::into_inner).push(delay);
                ready(()).boxed()
            }
            Wait::Poll(_) | Wait::Deadline(_) if self.state.stops_at_deadlines.load(Ordering::SeqCst) => match wait {
                Wait::Deadline(_) => ready(()).boxed(),
                _ => pending().boxed(),
            },
            Wait::Poll(delay) => {
                self.state.polls.lock().unwrap_or_else(PoisonError::into_inner).push(delay);
                ready(()).boxed()
            }
            Wait::Attempt(_) => {
                let mut times_out = self.state.times_out.subscribe();
                async move { drop(times_out.wait_for(|times_out| *times_out).await) }.boxed()
            }
            Wait::Idle(time) | Wait::Drain(time) | Wait::Turn(time) => {
                let mut passed = self.state.passed.subscribe();
                let expected = passed.borrow().saturating_add(time);
                async move { drop(passed.wait_for(|passed| *passed >= expected).await) }.boxed()
            }
            _ => pending().boxed(),
        }
    }

    fn random(&self) -> f64 {
        0.0
    }
}
