//! Polls a run of a pipeline until it ends, less often while nothing changes, and reports each change.

use std::collections::{HashMap, VecDeque};
use std::future::IntoFuture;
use std::time::Duration;

use agentspec_client::types::{self, PipelineStep, RunStatus, StepStatus};
use futures::future::{BoxFuture, Either, FutureExt, select};
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use serde::{Deserialize, Serialize};

use super::operations::PipelineStatus;
use super::{Call, Pipelines};
use crate::clock::Wait;
use crate::error::{Error, ErrorKind, Outcome, Phase};
use crate::operation::CallRecord;
use crate::plural::seconds;

const SHORTEST_DELAY: Duration = Duration::from_millis(10);
const FIRST_DELAY: Duration = Duration::from_millis(200);
const LONGEST_DELAY: Duration = Duration::from_secs(5);

impl Pipelines {
    /// Waits until a run ends and returns its last status: the most recent run, or the one that [`run_id`](RunWait::run_id) names.
    ///
    /// Short for `status(name).wait()`, which takes the options of every call.
    pub fn wait(&self, name: impl Into<String>) -> RunWait {
        self.status(name).wait()
    }

    /// Watches a run until it ends and returns each change: the most recent run, or the one that [`run_id`](RunWatch::run_id) names.
    ///
    /// Short for `status(name).watch()`, which takes the options of every call.
    pub fn watch(&self, name: impl Into<String>) -> RunWatch {
        self.status(name).watch()
    }
}

impl Call<PipelineStatus> {
    /// Waits until the run ends. The options of this call hold for each poll.
    pub fn wait(self) -> RunWait {
        self.watch().into()
    }

    /// Watches the run until it ends. The options of this call hold for each poll.
    pub fn watch(self) -> RunWatch {
        RunWatch { call: self, delay: FIRST_DELAY, deadline: None }
    }
}

/// A change of a watched run. Serde writes it as `{"step": {…}}` or `{"ended": {…}}`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Progress {
    /// A step is new, or its status has changed.
    Step(PipelineStep),
    /// The run has ended; the last item.
    Ended(types::PipelineStatus),
}

/// The changes of a pipeline's run until it ends. Made by [`Pipelines::watch`].
///
/// ```
/// use agentspec_ext::{Client, Progress};
/// use futures::TryStreamExt;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let server = agentspec_mock::MockServer::start().await;
/// # let client = Client::builder().base_url(server.url()).build()?;
/// # client.pipelines().run("research-and-summarize", "Batteries").await?;
/// let mut changes = client.pipelines().watch("research-and-summarize").changes();
/// while let Some(change) = changes.try_next().await? {
///     match change {
///         Progress::Step(step) => println!("{}: {}", step.name, step.status),
///         Progress::Ended(run) => println!("{} after {} ms", run.status, run.elapsed_ms),
///         _ => {}
///     }
/// }
/// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
/// ```
///
/// [`run`](super::Pipelines::run) returns when its run is over. Watch a run that was started elsewhere, or whose call was cancelled. Without a run id
/// the most recent run is watched, which may be older than the one that you mean.
///
/// A run is over when its status is `completed` or `failed`; under a status that this version does not know, when no step is `running` or
/// `pending`. A failed run is not an error: its status says so.
#[derive(Clone, Debug)]
#[must_use = "a watch starts when changes() is read"]
pub struct RunWatch {
    call: Call<PipelineStatus>,
    delay: Duration,
    deadline: Option<Duration>,
}

impl RunWatch {
    /// Sets the run to watch. Default: the most recent one.
    pub fn run_id(mut self, id: impl Into<String>) -> Self {
        self.call = self.call.run_id(id);
        self
    }

    /// Sets the delay before the second poll, at least 10 milliseconds. It doubles, up to 5 seconds, while nothing changes. Default: 200
    /// milliseconds; None is the shortest.
    pub fn poll_delay(mut self, delay: impl Into<Option<Duration>>) -> Self {
        self.delay = delay.into().unwrap_or_default().max(SHORTEST_DELAY);
        self
    }

    /// Sets the time limit of the watch. At the limit the watch ends with an error, and the run continues. Default: None, no limit.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.deadline = deadline.into();
        self
    }

    /// Returns each change of a step, then the end.
    ///
    /// # Errors
    /// Those of [`Pipelines::status`](super::Pipelines::status), and [`is_timeout`](Error::is_timeout) at the deadline. The stream ends with its
    /// first error.
    #[must_use]
    pub fn changes(self) -> BoxStream<'static, Result<Progress, Error>> {
        stream::try_unfold(Some(Watch::new(self)), |watch| async {
            let Some(mut watch) = watch else { return Ok(None) };
            let progress = watch.next().await?;
            let is_over = matches!(progress, Progress::Ended(_));
            Ok(Some((progress, (!is_over).then_some(watch))))
        })
        .boxed()
    }
}

/// The last status of a pipeline's run, when it ends. Made by [`Pipelines::wait`], and waited for by `.await`.
///
/// ```
/// use std::time::Duration;
/// use agentspec_ext::{Client, types::RunStatus};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let server = agentspec_mock::MockServer::start().await;
/// # let client = Client::builder().base_url(server.url()).build()?;
/// # client.pipelines().run("research-and-summarize", "Batteries").await?;
/// let status = client.pipelines().wait("research-and-summarize").deadline(Duration::from_secs(600)).await?;
/// assert_eq!(status.status, RunStatus::Completed);
/// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
/// ```
///
/// It follows the rules of [`RunWatch`], and fails with the errors of its [`changes`](RunWatch::changes).
#[derive(Clone, Debug)]
#[must_use = "the wait starts by .await"]
pub struct RunWait {
    watch: RunWatch,
}

impl RunWait {
    forward! { watch:
        /// Sets the run to wait for. Default: the most recent one.
        fn run_id(id: impl Into<String>);

        /// Sets the delay before the second poll, as [`RunWatch::poll_delay`] does.
        fn poll_delay(delay: impl Into<Option<Duration>>);

        /// Sets the time limit of the wait, as [`RunWatch::deadline`] does.
        fn deadline(deadline: impl Into<Option<Duration>>);
    }
}

/// Waits for the end of the run, without the changes before it.
impl From<RunWatch> for RunWait {
    fn from(watch: RunWatch) -> Self {
        Self { watch }
    }
}

impl IntoFuture for RunWait {
    type Output = Result<types::PipelineStatus, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let last = self.watch.changes().try_filter_map(|progress| async {
            Ok(match progress {
                Progress::Ended(status) => Some(status),
                Progress::Step(_) => None,
            })
        });
        async move {
            let ended = Box::pin(last).try_next().await?;
            ended.ok_or_else(|| Error::new(ErrorKind::Decode, Outcome::Unknown, "the run has no end"))
        }
        .boxed()
    }
}

/// The state of a watch.
struct Watch {
    settings: RunWatch,
    /// The status of each step at the last poll, by its index.
    known: HashMap<usize, StepStatus>,
    changes: VecDeque<PipelineStep>,
    ended: Option<types::PipelineStatus>,
    next_delay: Option<Duration>,
    /// The record of the last poll.
    record: CallRecord,
    /// Starts with the first poll.
    deadline: Option<BoxFuture<'static, ()>>,
}

impl Watch {
    fn new(settings: RunWatch) -> Self {
        let record = settings.call.options.record.clone().unwrap_or_default();
        Self { settings, known: HashMap::new(), changes: VecDeque::new(), ended: None, next_delay: None, record, deadline: None }
    }

    async fn next(&mut self) -> Result<Progress, Error> {
        loop {
            if let Some(step) = self.changes.pop_front() {
                return Ok(Progress::Step(step));
            }
            if let Some(status) = self.ended.take() {
                return Ok(Progress::Ended(status));
            }
            self.poll().await?;
        }
    }

    /// Waits, polls the run, and applies its status.
    async fn poll(&mut self) -> Result<(), Error> {
        let clock = self.settings.call.transport().clock();
        let pause = self.next_delay.map_or_else(|| futures::future::ready(()).boxed(), |delay| clock.wait(Wait::Poll(delay)));
        let call = self.settings.call.as_new_request().record_in(&self.record);
        let polled = pause.then(|()| call.into_future());
        let deadline = self.deadline.get_or_insert_with(|| match self.settings.deadline {
            Some(deadline) => clock.wait(Wait::Deadline(deadline)),
            None => futures::future::pending().boxed(),
        });
        let status = match select(polled, deadline).await {
            Either::Left((status, _)) => status?,
            Either::Right(((), _)) => return Err(self.deadline_error()),
        };
        self.apply(status);
        Ok(())
    }

    /// Records what has changed, and sets the next delay.
    fn apply(&mut self, status: types::PipelineStatus) {
        // The most recent run may become another one under way: stay with the one first seen.
        self.settings.call.operation.run_id.get_or_insert_with(|| status.run_id.clone());
        for (place, step) in status.steps.iter().enumerate() {
            if self.known.insert(place, step.status.clone()).as_ref() != Some(&step.status) {
                self.changes.push_back(step.clone());
            }
        }
        self.next_delay = Some(match self.next_delay {
            Some(delay) if self.changes.is_empty() => delay.saturating_mul(2).min(LONGEST_DELAY.max(self.settings.delay)),
            _ => self.settings.delay,
        });
        if is_over(&status) {
            self.ended = Some(status);
        }
    }

    fn deadline_error(&self) -> Error {
        let deadline = seconds(self.settings.deadline.unwrap_or_default());
        let PipelineStatus { name, run_id } = &self.settings.call.operation;
        let run = run_id.as_deref().unwrap_or("the run");
        let message = format!("{run} of {name} did not end within {deadline}; the run continues");
        // The outcome of the run is unknown, whatever the record of the last poll says.
        self.record.complete_error(Error::new(ErrorKind::Timeout(Phase::Run), Outcome::Unknown, message))
    }
}

fn is_over(status: &types::PipelineStatus) -> bool {
    match status.status {
        RunStatus::Completed | RunStatus::Failed => true,
        RunStatus::Running => false,
        _ => !status.steps.iter().any(|step| matches!(step.status, StepStatus::Running | StepStatus::Pending)),
    }
}
