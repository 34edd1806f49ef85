//! Time and chance, handed in: the only place that reads the clock, sleeps or draws a random number.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use futures::future::BoxFuture;

/// What is waited for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Wait {
    /// The delay before the next attempt.
    Retry(Duration),
    /// The time that one attempt may take, or what is left of the deadline of its call; its end is a timeout.
    Attempt(Duration),
    /// The delay before the next look at a pipeline's run.
    Poll(Duration),
    /// The time that a pipeline's run may take to end, or the turns before that of a call with a deadline; its end is a timeout.
    Deadline(Duration),
    /// The time that a turn waits for the stream of the turn before it: at first until it is warned of, then until it is a timeout.
    Turn(Duration),
    /// What is left of the time that a stream may be silent; its end is a timeout, unless something came meanwhile.
    Idle(Duration),
    /// The time that the body of a stream may take to end after the last event; its end closes the connection.
    Drain(Duration),
}

impl Wait {
    /// How long.
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

/// Where a client takes time and chance from.
///
/// [`SystemClock`] is the real one. Tests hand in [`TestClock`](crate::testing::TestClock), or one of their own, and so wait for nothing: delays
/// end at once, and timeouts when the test says so. [`Wait::Drain`] is a delay: it must end.
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
    /// The time of day.
    fn system_time(&self) -> SystemTime;

    /// The time since a fixed moment; it never goes back. Here: since the process first asked.
    fn monotonic(&self) -> Duration {
        SystemClock::since_start()
    }

    /// A future that ends when `wait` is over.
    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()>;

    /// A random number, at least 0 and below 1.
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

/// The system's clock, tokio's timer and a fast random number generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    fn since_start() -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
impl Clock for SystemClock {
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
        // Made when it is first polled, since a timer needs the runtime that it will run on.
        Box::pin(async move { tokio::time::sleep(wait.duration()).await })
    }

    fn random(&self) -> f64 {
        fastrand::f64()
    }
}
