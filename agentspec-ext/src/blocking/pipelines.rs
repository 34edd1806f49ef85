//! Pipelines: several agents, one after the other.

mod watch;

pub use self::watch::RunWatch;
use super::call::Call;
use crate::operations;

/// The pipelines of a server. Made by [`Client::pipelines`](super::Client::pipelines).
#[derive(Clone, Debug)]
pub struct Pipelines {
    pipelines: crate::Pipelines,
}

impl Pipelines {
    pub(super) fn new(pipelines: crate::Pipelines) -> Self {
        Self { pipelines }
    }

    /// Runs a pipeline and waits for its result, as [`Pipelines::run`](crate::Pipelines::run).
    pub fn run(&self, name: impl Into<String>, input: impl Into<String>) -> Call<operations::RunPipeline> {
        Call::new(self.pipelines.run(name, input))
    }

    /// Reads how a run stands, as [`Pipelines::status`](crate::Pipelines::status).
    pub fn status(&self, name: impl Into<String>) -> Call<operations::ReadStatus> {
        Call::new(self.pipelines.status(name))
    }

    /// Watches a run until it ends, as [`Pipelines::wait`](crate::Pipelines::wait).
    pub fn wait(&self, name: impl Into<String>) -> RunWatch {
        RunWatch::new(self.pipelines.wait(name))
    }
}

impl Call<operations::ReadStatus> {
    forward! { call:
        /// The run to read, instead of the most recent one.
        fn run_id(id: impl Into<String>);
    }

    /// Watches the run until it ends, with this call's options on each look.
    pub fn wait(self) -> RunWatch {
        RunWatch::new(self.call.wait())
    }
}
