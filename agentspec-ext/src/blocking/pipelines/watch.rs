//! Watching a run until it ends: the async watch, which is waited for.

use std::time::Duration;

use agentspec_client::types::PipelineStatus;

use super::super::items::Items;
use super::super::runtime::block_on;
use crate::Progress;
use crate::error::Error;

/// A watch over a pipeline's run, by the rules of the async [`RunWatch`](crate::RunWatch): [`call`](Self::call) gives the run's last
/// status, [`steps`](Self::steps) each change.
///
/// ```
/// use std::time::Duration;
/// use agentspec_ext::types::RunStatus;
///
/// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
/// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
/// # client.pipelines().run("research-and-summarize", "Batteries").call()?;
/// let status = client.pipelines().wait("research-and-summarize").deadline(Duration::from_secs(600)).call()?;
/// assert_eq!(status.status, RunStatus::Completed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "a watch starts by call(), or by reading steps()"]
pub struct RunWatch {
    watch: crate::RunWatch,
}

impl RunWatch {
    pub(super) fn new(watch: crate::RunWatch) -> Self {
        Self { watch }
    }

    forward! { watch:
        /// The run to watch, instead of the most recent one.
        fn run_id(id: impl Into<String>);

        /// The delay before the second look, as [`RunWatch::poll_delay`](crate::RunWatch::poll_delay). Default 200 milliseconds;
        /// None is the shortest.
        fn poll_delay(delay: impl Into<Option<Duration>>);

        /// How long to watch at the most; then the watch ends with an error, and the run goes on. Default None: no limit.
        fn deadline(deadline: impl Into<Option<Duration>>);
    }

    /// Watches until the run has ended.
    ///
    /// # Errors
    /// As [`steps`](Self::steps).
    pub fn call(self) -> Result<PipelineStatus, Error> {
        block_on(self.watch.into_future())?
    }

    /// Each change of a step, then the end.
    ///
    /// # Errors
    /// As [`RunWatch::steps`](crate::RunWatch::steps); and [`is_configuration`](Error::is_configuration) in a task of an async
    /// runtime. The iterator ends with its first error.
    pub fn steps(self) -> Items<Progress> {
        Items::new(self.watch.steps())
    }
}
