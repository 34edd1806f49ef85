//! The builder of a server, the running server, and its thread.

pub(crate) mod builder;
pub(crate) mod server;

mod background;
mod paused;
mod scenarios;
mod scripting;
