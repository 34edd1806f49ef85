//! Plays scenarios, which define each byte of the responses below `/_scenario/`, without an HTTP framework. Shares the clock and the port
//! of the rest of the server.

pub(crate) mod dispatch;

mod connection;
mod http1_body;
mod http1_head;
mod input;
mod own_responses;

mod gzip;
mod player;
