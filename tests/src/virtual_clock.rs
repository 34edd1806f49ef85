//! A clock whose time passes only while all tasks wait.

use std::time::{Duration, SystemTime};

use agentspec_ext::clock::{Clock, Wait};
use futures::future::BoxFuture;
use tokio::time::Instant;

/// Tokio's paused time, in a test with `start_paused`: it jumps to the next end of a wait when no task can run. Only for tests without sockets.
/// The random number is 1/2.
#[derive(Clone, Copy, Debug)]
pub struct VirtualClock {
    start: Instant,
}

impl VirtualClock {
    /// Creates a clock that starts at 0.
    #[must_use]
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for VirtualClock {
    fn system_time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(wait.duration()))
    }

    fn random(&self) -> f64 {
        0.5
    }
}
