//! Time and randomness, which are injected. No other module reads the clock, sleeps or generates a random number.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use futures::future::BoxFuture;

/// The purpose and duration of a wait.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Wait {
    /// The delay before the next attempt.
    Retry(Duration),
    /// The time limit of one attempt, or the time that is left until the deadline of its call; ends in a timeout.
    Attempt(Duration),
    /// The delay before the next poll of a pipeline's run.
    Poll(Duration),
    /// The time limit for a pipeline's run, or for the previous turns of a call with a deadline; ends in a timeout.
    Deadline(Duration),
    /// The time that a turn waits for the stream of the previous turn: first until the warning, then until the timeout.
    Turn(Duration),
    /// What is left of the time that a stream may be silent; ends in a timeout, unless data arrives first.
    Idle(Duration),
    /// The time limit for the body of a stream to end after the last event; then the connection is closed.
    Drain(Duration),
}

impl Wait {
    /// Returns the duration.
    #[must_use]
    pub fn duration(self) -> Duration {
        match self {
            Self::Retry(duration)
            | Self::Attempt(duration)
            | Self::Poll(duration)
            | Self::Deadline(duration)
            | Self::Turn(duration)
            | Self::Idle(duration)
            | Self::Drain(duration) => duration,
        }
    }
}

/// The source of time and randomness of a client.
///
/// [`SystemClock`] is the default. Tests inject a [`TestClock`](crate::testing::TestClock) or their own clock, and so need not wait: delays end at
/// once, and timeouts when the test decides. [`Wait::Drain`] is a delay and must end.
///
/// ```
/// use std::time::SystemTime;
/// use agentspec_ext::clock::{Clock, SystemClock, Wait};
/// use futures::future::BoxFuture;
///
/// /// The system's clock, without jitter.
/// #[derive(Debug)]
/// struct Steady;
///
/// impl Clock for Steady {
///     fn system_time(&self) -> SystemTime {
///         SystemClock.system_time()
///     }
///
///     fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
///         SystemClock.wait(wait)
///     }
///
///     fn random(&self) -> f64 {
///         0.0
///     }
/// }
///
/// let client = agentspec_ext::Client::builder().clock(Steady).build()?;
/// # Ok::<(), agentspec_ext::Error>(())
/// ```
pub trait Clock: fmt::Debug + Send + Sync {
    /// Returns the time of day.
    fn system_time(&self) -> SystemTime;

    /// Returns the time since a fixed moment. Never decreases. Default: the time since the first use of the clock in the process.
    fn monotonic(&self) -> Duration {
        SystemClock::since_start()
    }

    /// Returns a future that completes when `wait` is over.
    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()>;

    /// Returns a random number, at least 0 and below 1.
    fn random(&self) -> f64;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn system_time(&self) -> SystemTime {
        (**self).system_time()
    }

    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }

    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
        (**self).wait(wait)
    }

    fn random(&self) -> f64 {
        (**self).random()
    }
}

impl<C: Clock + ?Sized> Clock for Box<C> {
    fn system_time(&self) -> SystemTime {
        (**self).system_time()
    }

    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }

    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
        (**self).wait(wait)
    }

    fn random(&self) -> f64 {
        (**self).random()
    }
}

/// The system clock, tokio's timer and a fast random number generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the clock")]
    fn since_start() -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

#[expect(clippy::disallowed_methods, reason = "the only place that reads the clock")]
impl Clock for SystemClock {
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
        // Created on the first poll, since a timer belongs to the runtime that polls it.
        Box::pin(async move { tokio::time::sleep(wait.duration()).await })
    }

    fn random(&self) -> f64 {
        fastrand::f64()
    }
}
