//! The kinds of errors, and the contract's tables from a status or a code to a kind.

use std::borrow::Cow;

use reqwest::StatusCode;

/// What went wrong, as far as a program cares.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is configured wrongly. Nothing was sent.
    Configuration,
    /// The request is not valid: refused by the server (400, 422), or before it was sent.
    InvalidRequest,
    /// The key or token is missing or wrong (401).
    Authentication,
    /// The caller may not do this (403).
    PermissionDenied,
    /// No such agent, session, pipeline or run (404).
    NotFound,
    /// Too many requests, or the budget is used up (429).
    RateLimit,
    /// The server, or the agent, failed (5xx).
    Server,
    /// Any other status that is no success.
    Status,
    /// No connection to the server.
    Connect,
    /// The connection broke before the answer was whole.
    Transport,
    /// Something took too long.
    Timeout(Phase),
    /// A stream ended without `done` or `error`.
    Interrupted,
    /// The answer cannot be read.
    Decode,
    /// The answer is larger than the limit.
    TooLarge,
}

/// What took too long.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Phase {
    /// Connecting.
    Connect,
    /// One attempt: to the last byte of its body, on a stream to its headers.
    Request,
    /// A pipeline's run, which goes on without its watcher.
    Run,
}

impl ErrorKind {
    /// The kind of an answer with this status, which is no success.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            400 | 422 => Self::InvalidRequest,
            401 => Self::Authentication,
            403 => Self::PermissionDenied,
            404 => Self::NotFound,
            429 => Self::RateLimit,
            500..=599 => Self::Server,
            _ => Self::Status,
        }
    }

    /// The kind of an error that came as a code alone: with a success, or in a stream.
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

    /// The code of an error that brought none.
    pub(crate) fn default_code(self, status: Option<StatusCode>) -> Cow<'static, str> {
        let code = match self {
            Self::Configuration => "configuration_error",
            Self::InvalidRequest => "invalid_request",
            Self::Authentication => "unauthorized",
            Self::PermissionDenied => "forbidden",
            Self::NotFound => "not_found",
            Self::RateLimit => "rate_limited",
            Self::Server | Self::Status => match status {
                Some(status) if !status.is_success() && status != StatusCode::INTERNAL_SERVER_ERROR => {
                    return format!("http_{}", status.as_u16()).into();
                }
                _ => "internal_error",
            },
            Self::Connect => "connection_error",
            Self::Transport => "transport_error",
            Self::Timeout(_) => "timeout",
            Self::Interrupted => "stream_interrupted",
            Self::Decode => "decode_error",
            Self::TooLarge => "too_large",
        };
        code.into()
    }
}
