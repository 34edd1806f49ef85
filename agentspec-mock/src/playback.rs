//! Plays scenarios: below `/_scenario/` each says byte for byte what is sent, beneath any HTTP framework. Apart from the rest
//! of the server, whose clock and whose port it shares.

pub(crate) mod front;

mod connection;
mod http1_body;
mod http1_head;
mod input;
mod own_responses;

mod gzip;
mod player;
