// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! The error table: maps a status or a code to a kind, and a kind to its code.

use std::borrow::Cow;
use crate::error::ErrorKind;

impl ErrorKind {
    /// Returns the kind of an error response with this status.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            404 | 410 => Self::NotFound,
            500 => Self::Server,
            500..=599 => Self::Server,
            _ => Self::Status,
        }
    }

    /// Returns the kind for a code without an error status: in a successful response, or in a stream.
    pub(crate) fn of_code(code: &str) -> Self {
        match code {
            "not_found" | "gone" => Self::NotFound,
            _ => Self::Server,
        }
    }

    /// Returns the code of an error whose response has none. `http_error` is never visible: an error of that kind always has a status.
    pub(crate) fn default_code(self, status: Option<u16>) -> Cow<'static, str> {
        match (self, status) {
            (Self::Server { .. }, Some(500)) => "internal_error".into(),
            (Self::Server { .. }, Some(status @ (500..=599))) => {
                format!("http_{status}").into()
            }
            (Self::NotFound { .. }, _) => "not_found".into(),
            (Self::Server { .. }, _) => "internal_error".into(),
            (Self::Timeout { .. }, _) => "timeout".into(),
            (Self::Status { .. }, Some(status)) => format!("http_{status}").into(),
            (Self::Status { .. }, None) => "http_error".into(),
        }
    }
}
