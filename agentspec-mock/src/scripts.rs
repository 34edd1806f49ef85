//! What a test scripts ahead: whole answers, and steps of pipelines that are slow or fail.

pub(crate) mod answer;
pub(crate) mod queue;
pub(crate) mod step_overrides;
