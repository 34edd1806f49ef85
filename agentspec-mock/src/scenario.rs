//! Scenarios as data: their steps, the URLs below `/_scenario/`, and what their runs have received. [`playback`](crate::playback) plays them.

pub(crate) mod address;
pub(crate) mod runs;
pub(crate) mod seen;
pub(crate) mod steps;
