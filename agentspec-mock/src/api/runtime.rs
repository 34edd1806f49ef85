//! The public runtime's dialect in terms of HTTP: the objects in its bodies, the form of its JSON, and its errors.

pub(crate) mod error;
pub(crate) mod json;
pub(crate) mod wire;
