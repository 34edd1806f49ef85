//! The scenarios of the fault mode as data: what each says, the URLs below `/_fault/`, and what its runs have received. Sends
//! nothing: [`fault_mode`](crate::fault_mode) plays them.

pub(crate) mod address;
pub(crate) mod runs;
pub(crate) mod seen;
pub(crate) mod steps;
