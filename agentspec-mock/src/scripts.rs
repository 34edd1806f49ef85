//! What a test scripts: answers, and pipeline steps that are slow or fail.

pub(crate) mod answer;
pub(crate) mod queue;
pub(crate) mod step_overrides;
