//! What the contract says of an operation.

/// An operation of the contract.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// Its HTTP method.
    pub method: &'static str,
    /// Its path, with the parameters in braces.
    pub path: &'static str,
    /// The media type that it answers with, sent as `Accept`.
    pub accept: &'static str,
}
