//! What a program holds: the builder of a server, the running server, and the thread that serves.

pub(crate) mod builder;
pub(crate) mod server;

mod background;
mod paused;
mod scenarios;
mod scripting;
