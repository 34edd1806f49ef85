//! Scenarios as data: what each says, the URLs below `/_scenario/`, and what its runs have received. Sends
//! nothing: [`playback`](crate::playback) plays them.

pub(crate) mod address;
pub(crate) mod runs;
pub(crate) mod seen;
pub(crate) mod steps;
