//! A clock for tests.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use agentspec_ext::clock::{Clock, Wait};
use futures::future::{BoxFuture, FutureExt, pending, ready};
use tokio::sync::watch;

/// Lets the delay before a retry pass at once and keeps a list of them; lets no attempt time out, unless told to. Its time of day is
/// 2023-11-14T22:13:20Z, which is 1,700,000,000 seconds of Unix time, or as set; its random number is 0.
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
        };
        Self { state: Arc::new(state) }
    }
}

impl TestClock {
    /// The delays that passed before retries, in their order.
    #[must_use]
    pub fn delays(&self) -> Vec<Duration> {
        self.state.delays.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The delays that passed between two looks at a run, in their order.
    #[must_use]
    pub fn polls(&self) -> Vec<Duration> {
        self.state.polls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on the time between two looks at a run never passes, and every deadline has.
    pub fn stop_at_deadlines(&self) {
        self.state.stops_at_deadlines.store(true, Ordering::SeqCst);
    }

    /// Every attempt that waits, now or later, has taken too long.
    pub fn time_out(&self) {
        self.state.times_out.send_replace(true);
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
            _ => pending().boxed(),
        }
    }

    fn random(&self) -> f64 {
        0.0
    }
}
