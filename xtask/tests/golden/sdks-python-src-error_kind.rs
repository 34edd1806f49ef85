// Generated from openapi.yaml 0.3.0 (sha256 2c1d89e6a2802255c1dcdbb9e90a8e1e9f40c348a5dea8b71ebeacbd38d3ba36) by `cargo xtask codegen`. Not to be edited.

//! The names of the kinds of errors in Python.
use agentspec_ext::ErrorKind;
/// Returns the kind's name in `agentspec.exceptions.KINDS`. `agentspec-ext` makes no error of a kind that the contract lacks.
#[expect(
    clippy::unneeded_struct_pattern,
    reason = "the contract does not say which kinds have fields"
)]
#[expect(
    clippy::match_same_arms,
    reason = "an unknown kind is named like any other error"
)]
pub(crate) fn name_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound { .. } => "NotFound",
        ErrorKind::Server { .. } => "Server",
        ErrorKind::Status { .. } => "Status",
        ErrorKind::Timeout { .. } => "Timeout",
        _ => "Status",
    }
}
