//! The contract in terms of HTTP: requests, responses, names, and the objects in bodies. Does no I/O but to read a body.

pub(crate) mod dialect;
pub(crate) mod error;
pub(crate) mod name;
pub(crate) mod request;
pub(crate) mod request_body;
pub(crate) mod response;
pub(crate) mod runtime;
pub(crate) mod wire;
