//! The contract in terms of HTTP: requests, routes, responses, and the objects in their bodies. Does no I/O but to read a body.

pub(crate) mod error;
pub(crate) mod request;
pub(crate) mod request_body;
pub(crate) mod response;
pub(crate) mod route;
pub(crate) mod wire;
