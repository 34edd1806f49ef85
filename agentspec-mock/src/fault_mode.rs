//! The fault mode: below `/_fault/` a script says byte for byte what is sent, beneath any HTTP framework. Apart from the rest
//! of the server, whose clock and whose port it shares.

pub(crate) mod front;

mod connection;
mod input;
mod own_answers;
mod request_body;
mod request_head;

mod gzip;
mod player;
