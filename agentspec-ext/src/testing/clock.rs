//! A clock that does not wait.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures::future::{BoxFuture, FutureExt, ready};
use tokio::sync::watch;

use crate::clock::{Clock, Wait};

/// A clock for tests that do not wait: delays pass at once, and timeouts when the test decides. A clone is the same clock.
///
/// - **A delay**, before a retry or between two polls of a run, passes at once, is recorded, and advances the time.
/// - **A timeout**, of an attempt, of a silent stream or of a turn that waits for another, ends when [`advance`](Self::advance) has moved the time far
///   enough, however slow the machine is. Delays do not count, so that the calls of one client do not time each other out.
/// - **A deadline** counts both.
///
/// The time of day starts at 2023-11-14T22:13:20Z, which is 1,700,000,000 seconds of Unix time. The random number is 0, which is no jitter.
///
/// ```
/// use std::time::Duration;
/// use agentspec_ext::testing::TestClock;
/// use agentspec_mock::{Answer, MockServer};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let server = MockServer::start().await;
/// let clock = TestClock::new();
/// let client = agentspec_ext::Client::builder().base_url(server.url()).clock(clock.clone()).build()?;
///
/// server.answer_next(Answer::status(503));
/// server.answer_next(Answer::status(503));
/// client.agents().list().await?;
/// assert_eq!(clock.delays(), [Duration::from_secs(1), Duration::from_secs(2)]);
/// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct TestClock {
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    delays: Mutex<Vec<Duration>>,
    polls: Mutex<Vec<Duration>>,
    random: Mutex<f64>,
    passed: watch::Sender<Passed>,
}

/// The time that has passed.
#[derive(Clone, Copy, Debug, Default)]
struct Passed {
    /// In delays.
    slept: Duration,
    /// By calls of `advance`.
    advanced: Duration,
    has_timed_out: bool,
}

impl Passed {
    fn all(self) -> Duration {
        self.slept.saturating_add(self.advanced)
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl TestClock {
    /// Creates a clock at its start time.
    #[must_use]
    pub fn new() -> Self {
        let state = State {
            delays: Mutex::default(),
            polls: Mutex::default(),
            random: Mutex::default(),
            passed: watch::Sender::new(Passed::default()),
        };
        Self { state: Arc::new(state) }
    }

    /// Returns the delays before retries, in order.
    #[must_use]
    pub fn delays(&self) -> Vec<Duration> {
        lock(&self.state.delays).clone()
    }

    /// Returns the delays between two polls of a pipeline's run, in order.
    #[must_use]
    pub fn polls(&self) -> Vec<Duration> {
        lock(&self.state.polls).clone()
    }

    /// Returns the time that has passed: by delays, and by [`advance`](Self::advance).
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.state.passed.borrow().all()
    }

    /// Advances the time. Timeouts of at most this length end.
    pub fn advance(&self, time: Duration) {
        self.state.passed.send_modify(|passed| passed.advanced = passed.advanced.saturating_add(time));
    }

    /// Lets every attempt time out from now on, including the current one, unless its response is available at once.
    pub fn time_out(&self) {
        self.state.passed.send_modify(|passed| passed.has_timed_out = true);
    }

    /// Sets the random number from now on: 0 is no jitter, 0.99 nearly the maximum.
    pub fn set_random(&self, random: f64) {
        *lock(&self.state.random) = random;
    }

    fn slept(&self, delay: Duration) -> BoxFuture<'static, ()> {
        self.state.passed.send_modify(|passed| passed.slept = passed.slept.saturating_add(delay));
        ready(()).boxed()
    }

    /// Returns a future that completes when `is_over` returns true for the time that has passed.
    fn until(&self, is_over: impl Fn(Passed) -> bool + Send + Sync + 'static) -> BoxFuture<'static, ()> {
        let mut passed = self.state.passed.subscribe();
        // When the last clock is dropped, the sender is too, and no more time passes.
        async move {
            if passed.wait_for(|passed| is_over(*passed)).await.is_err() {
                futures::future::pending::<()>().await;
            }
        }
        .boxed()
    }
}

impl Clock for TestClock {
    fn system_time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000) + self.elapsed()
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }

    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
        let Passed { advanced, .. } = *self.state.passed.borrow();
        match wait {
            Wait::Retry(delay) => {
                lock(&self.state.delays).push(delay);
                self.slept(delay)
            }
            Wait::Poll(delay) => {
                lock(&self.state.polls).push(delay);
                self.slept(delay)
            }
            // The delay is short, and its end closes no connection that a test could observe.
            Wait::Drain(_) => ready(()).boxed(),
            Wait::Attempt(time) => {
                let due = advanced.saturating_add(time);
                self.until(move |passed| passed.has_timed_out || passed.advanced >= due)
            }
            Wait::Idle(time) | Wait::Turn(time) => {
                let due = advanced.saturating_add(time);
                self.until(move |passed| passed.advanced >= due)
            }
            Wait::Deadline(time) => {
                let due = self.elapsed().saturating_add(time);
                self.until(move |passed| passed.all() >= due)
            }
        }
    }

    fn random(&self) -> f64 {
        *lock(&self.state.random)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
