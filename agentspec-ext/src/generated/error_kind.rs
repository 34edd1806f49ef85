// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

//! The error table: maps a status or a code to a kind, and a kind to its code.

use std::borrow::Cow;
use crate::error::ErrorKind;

impl ErrorKind {
    /// Returns the kind of an error response with this status.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            400 | 422 => Self::InvalidRequest,
            401 => Self::Authentication,
            403 => Self::PermissionDenied,
            404 => Self::NotFound,
            429 => Self::RateLimit,
            500 => Self::Server,
            500..=599 => Self::Server,
            _ => Self::Status,
        }
    }

    /// Returns the kind for a code without an error status: in a successful response, or in a stream.
    pub(crate) fn of_code(code: &str) -> Self {
        match code {
            "invalid_request" => Self::InvalidRequest,
            "unauthorized" => Self::Authentication,
            "forbidden" => Self::PermissionDenied,
            "not_found" => Self::NotFound,
            "rate_limited" | "budget_exceeded" => Self::RateLimit,
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
            (Self::InvalidRequest { .. }, _) => "invalid_request".into(),
            (Self::Authentication { .. }, _) => "unauthorized".into(),
            (Self::PermissionDenied { .. }, _) => "forbidden".into(),
            (Self::NotFound { .. }, _) => "not_found".into(),
            (Self::RateLimit { .. }, _) => "rate_limited".into(),
            (Self::Server { .. }, _) => "internal_error".into(),
            (Self::Connect { .. }, _) => "connection_error".into(),
            (Self::Transport { .. }, _) => "transport_error".into(),
            (Self::Timeout { .. }, _) => "timeout".into(),
            (Self::Interrupted { .. }, _) => "stream_interrupted".into(),
            (Self::Decode { .. }, _) => "decode_error".into(),
            (Self::TooLarge { .. }, _) => "too_large".into(),
            (Self::Configuration { .. }, _) => "configuration_error".into(),
            (Self::Status { .. }, Some(status)) => format!("http_{status}").into(),
            (Self::Status { .. }, None) => "http_error".into(),
        }
    }
}
