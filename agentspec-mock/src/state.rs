//! All that a running server has: what it was set up with, and what changes.

pub(crate) mod metrics;
pub(crate) mod pipeline_runs;
pub(crate) mod sessions;
pub(crate) mod setup;
pub(crate) mod shared;
pub(crate) mod world;
