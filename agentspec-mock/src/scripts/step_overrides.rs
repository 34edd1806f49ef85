//! The steps that a test has made slow or let fail in the next run of a pipeline.

use std::{collections::HashMap, time::Duration};

use crate::agents::failure::Failure;

/// How long a step takes and how it fails, instead of what its configuration says.
#[derive(Debug, Default)]
pub(crate) struct StepOverride {
    pub(crate) delay: Option<Duration>,
    pub(crate) failure: Option<Failure>,
}

/// The steps of one run that are overridden, by their names.
pub(crate) type RunOverrides = HashMap<String, StepOverride>;

/// The steps of the next runs that are overridden, by the names of their pipelines.
#[derive(Debug, Default)]
pub(crate) struct StepOverrides(HashMap<String, RunOverrides>);

impl StepOverrides {
    /// What is overridden of a step in the next run, to be changed.
    pub(crate) fn next(&mut self, pipeline: &str, step: &str) -> &mut StepOverride {
        self.0.entry(pipeline.to_owned()).or_default().entry(step.to_owned()).or_default()
    }

    /// Those of which no run has started yet, a line each.
    pub(crate) fn unused(&self) -> Vec<String> {
        let steps = self.0.iter().flat_map(|(pipeline, steps)| steps.keys().map(move |step| (pipeline, step)));
        let mut unused: Vec<_> = steps.map(|(pipeline, step)| format!("a slow or failing step {step} of {pipeline}")).collect();
        unused.sort();
        unused
    }

    /// What is overridden in the run that starts now: nothing is in the run after it.
    pub(crate) fn take(&mut self, pipeline: &str) -> RunOverrides {
        self.0.remove(pipeline).unwrap_or_default()
    }
}
