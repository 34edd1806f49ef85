//! The state of a running server: its setup, and what changes.

pub(crate) mod live;
pub(crate) mod metrics;
pub(crate) mod pipeline_runs;
pub(crate) mod sessions;
pub(crate) mod setup;
pub(crate) mod shared;
