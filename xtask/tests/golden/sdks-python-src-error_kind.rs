// Generated from openapi.yaml 0.3.0 (sha256 764a7107ae763fc812bbac477ad164d4b5d08ca69425e79941df65f2d0a435a2) by `cargo xtask codegen`. Not to be edited.

//! The names of the kinds of errors in Python.
use agentspec_ext::ErrorKind;
/// Its name in `agentspec.exceptions.KINDS`. A kind that the contract does not know does not come: agentspec-ext has no code for it.
#[expect(
    clippy::unneeded_struct_pattern,
    reason = "which kinds have parts, the contract does not say"
)]
#[expect(
    clippy::match_same_arms,
    reason = "what is yet unknown is an error like any other"
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
