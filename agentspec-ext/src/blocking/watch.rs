//! Watches a run of a pipeline or waits for it, around the async types.

use std::future::IntoFuture;
use std::time::Duration;

use agentspec_client::types::PipelineStatus;

use super::call::Call;
use super::items::Items;
use super::resources::Pipelines;
use super::runtime::block_on;
use crate::error::Error;
use crate::{Progress, operations};

impl Pipelines {
    /// Waits until a run ends and returns its last status, as [`Pipelines::wait`](crate::Pipelines::wait) does.
    pub fn wait(&self, name: impl Into<String>) -> RunWait {
        RunWait { wait: self.inner.wait(name) }
    }

    /// Watches a run until it ends and returns each change, as [`Pipelines::watch`](crate::Pipelines::watch) does.
    pub fn watch(&self, name: impl Into<String>) -> RunWatch {
        RunWatch { watch: self.inner.watch(name) }
    }
}

impl Call<operations::PipelineStatus> {
    /// Waits until the run ends. The options of this call hold for each poll.
    pub fn wait(self) -> RunWait {
        RunWait { wait: self.call.wait() }
    }

    /// Watches the run until it ends. The options of this call hold for each poll.
    pub fn watch(self) -> RunWatch {
        RunWatch { watch: self.call.watch() }
    }
}

/// The changes of a pipeline's run until it ends, by the rules of the async [`RunWatch`](crate::RunWatch).
///
/// ```
/// use agentspec_ext::Progress;
///
/// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
/// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
/// # client.pipelines().run("research-and-summarize", "Batteries").call()?;
/// for change in client.pipelines().watch("research-and-summarize").changes() {
///     if let Progress::Step(step) = change? {
///         println!("{}: {}", step.name, step.status);
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a watch starts when changes() is read"]
pub struct RunWatch {
    watch: crate::RunWatch,
}

impl RunWatch {
    forward! { watch:
        /// Sets the run to watch. Default: the most recent one.
        fn run_id(id: impl Into<String>);

        /// Sets the delay before the second poll, as [`RunWatch::poll_delay`](crate::RunWatch::poll_delay) does.
        fn poll_delay(delay: impl Into<Option<Duration>>);

        /// Sets the time limit of the watch, as [`RunWatch::deadline`](crate::RunWatch::deadline) does.
        fn deadline(deadline: impl Into<Option<Duration>>);
    }

    /// Returns each change of a step, then the end.
    ///
    /// # Errors
    /// Those of [`RunWatch::changes`](crate::RunWatch::changes); and [`is_configuration`](Error::is_configuration) in a task of an async
    /// runtime. The iterator ends with its first error.
    pub fn changes(self) -> Items<Progress> {
        Items::new(self.watch.changes())
    }
}

/// The last status of a pipeline's run, when it ends, by the rules of the async [`RunWait`](crate::RunWait).
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
#[derive(Clone, Debug)]
#[must_use = "the wait starts by call()"]
pub struct RunWait {
    wait: crate::RunWait,
}

impl RunWait {
    forward! { wait:
        /// Sets the run to wait for. Default: the most recent one.
        fn run_id(id: impl Into<String>);

        /// Sets the delay before the second poll, as [`RunWatch::poll_delay`](crate::RunWatch::poll_delay) does.
        fn poll_delay(delay: impl Into<Option<Duration>>);

        /// Sets the time limit of the wait, as [`RunWatch::deadline`](crate::RunWatch::deadline) does.
        fn deadline(deadline: impl Into<Option<Duration>>);
    }

    /// Waits until the run ends, and returns its last status.
    ///
    /// # Errors
    /// Those of [`RunWatch::changes`].
    pub fn call(self) -> Result<PipelineStatus, Error> {
        block_on(self.wait.into_future())?
    }
}
