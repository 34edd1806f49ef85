// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

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
