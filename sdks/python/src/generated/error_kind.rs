// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

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
        ErrorKind::InvalidRequest { .. } => "InvalidRequest",
        ErrorKind::Authentication { .. } => "Authentication",
        ErrorKind::PermissionDenied { .. } => "PermissionDenied",
        ErrorKind::NotFound { .. } => "NotFound",
        ErrorKind::RateLimit { .. } => "RateLimit",
        ErrorKind::Server { .. } => "Server",
        ErrorKind::Status { .. } => "Status",
        ErrorKind::Connect { .. } => "Connect",
        ErrorKind::Transport { .. } => "Transport",
        ErrorKind::Timeout { .. } => "Timeout",
        ErrorKind::Interrupted { .. } => "Interrupted",
        ErrorKind::Decode { .. } => "Decode",
        ErrorKind::TooLarge { .. } => "TooLarge",
        ErrorKind::Configuration { .. } => "Configuration",
        _ => "Status",
    }
}
