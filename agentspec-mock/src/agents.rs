//! The agents and pipelines, and what they answer. Pure: no request, no clock, no state of the server.

pub(crate) mod brain;
pub(crate) mod catalog;
pub(crate) mod completion;
pub(crate) mod failure;
pub(crate) mod replies;
pub(crate) mod thought;

mod tokens;
