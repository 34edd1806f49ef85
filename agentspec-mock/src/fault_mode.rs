//! The fault mode: below `/_fault/` a script says byte for byte what is sent, beneath any HTTP framework. Apart from the rest
//! of the server, whose clock and whose port it shares.

mod front;

mod address;
mod connection;
mod handle;
mod input;
mod own_answers;
mod request;

mod gzip;
mod player;
mod script;

mod runs;
mod seen;

pub(crate) use address::is_below;
pub(crate) use front::Front;
pub(crate) use runs::Runs;
pub(crate) use script::{Answer, End, Head, Payload, Scenario, Scenarios, Step};
pub use seen::{FaultConnection, FaultRequest, FaultRun};
