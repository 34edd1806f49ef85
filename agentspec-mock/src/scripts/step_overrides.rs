//! What a test has asked the next run of a pipeline to suffer.

use std::{collections::HashMap, time::Duration};

use crate::agents::failure::Failure;

/// What a step is to suffer, instead of what its configuration says.
#[derive(Debug, Default)]
pub(crate) struct Fault {
    pub(crate) delay: Option<Duration>,
    pub(crate) failure: Option<Failure>,
}

/// The faults of the steps of a run, by their names.
pub(crate) type OfSteps = HashMap<String, Fault>;

/// The faults of the next runs, by the names of their pipelines.
#[derive(Debug, Default)]
pub(crate) struct Faults(HashMap<String, OfSteps>);

impl Faults {
    /// The fault of a step in the next run, to be changed.
    pub(crate) fn next(&mut self, pipeline: &str, step: &str) -> &mut Fault {
        self.0.entry(pipeline.to_owned()).or_default().entry(step.to_owned()).or_default()
    }

    /// Those of which no run has started yet, a line each.
    pub(crate) fn unused(&self) -> Vec<String> {
        let steps = self.0.iter().flat_map(|(pipeline, steps)| steps.keys().map(move |step| (pipeline, step)));
        let mut unused: Vec<_> = steps.map(|(pipeline, step)| format!("a fault of the step {step} of {pipeline}")).collect();
        unused.sort();
        unused
    }

    /// The faults of the run that starts now: the run after it has none.
    pub(crate) fn take(&mut self, pipeline: &str) -> OfSteps {
        self.0.remove(pipeline).unwrap_or_default()
    }
}
