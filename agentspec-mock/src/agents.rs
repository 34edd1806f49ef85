//! The agents and pipelines, and their answers. Pure: knows no request, no clock, and no state of the server.

pub(crate) mod brain;
pub(crate) mod catalog;
pub(crate) mod completion;
pub(crate) mod failure;
pub(crate) mod prepared;
pub(crate) mod replies;

mod tokens;
