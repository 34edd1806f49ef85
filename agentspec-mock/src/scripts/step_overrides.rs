//! The pipeline steps that a test has made slow or failing in the next run.

use std::{collections::HashMap, time::Duration};

use crate::agents::failure::Failure;

/// A step's delay and failure, in place of its configuration's.
#[derive(Debug, Default)]
pub(crate) struct StepOverride {
    pub(crate) delay: Option<Duration>,
    pub(crate) failure: Option<Failure>,
}

/// The overridden steps of one run, by name.
pub(crate) type RunOverrides = HashMap<String, StepOverride>;

/// The overridden steps of the next runs, by pipeline.
#[derive(Debug, Default)]
pub(crate) struct StepOverrides(HashMap<String, RunOverrides>);

impl StepOverrides {
    /// Returns the override of a step in the next run.
    pub(crate) fn next(&mut self, pipeline: &str, step: &str) -> &mut StepOverride {
        self.0.entry(pipeline.to_owned()).or_default().entry(step.to_owned()).or_default()
    }

    /// Describes each override that no run has used.
    pub(crate) fn unused(&self) -> Vec<String> {
        let steps = self.0.iter().flat_map(|(pipeline, steps)| steps.keys().map(move |step| (pipeline, step)));
        let mut unused: Vec<_> = steps.map(|(pipeline, step)| format!("a slow or failing step {step} of {pipeline}")).collect();
        unused.sort();
        unused
    }

    /// Removes and returns the overrides of the run that starts now.
    pub(crate) fn take(&mut self, pipeline: &str) -> RunOverrides {
        self.0.remove(pipeline).unwrap_or_default()
    }
}
