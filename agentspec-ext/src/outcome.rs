//! What is known of a request after it failed. Knows nothing of HTTP or of retries.

/// The furthest stage that is proven.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// The server cannot have seen the request.
    NotSent,
    /// The server answered that it did not do it.
    Rejected,
    /// It may have run.
    Unknown,
    /// A stream delivered some events, then broke.
    Partial,
}
