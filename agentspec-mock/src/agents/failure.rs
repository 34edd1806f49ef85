//! The failure of an agent or a pipeline step.

use http::StatusCode;

use crate::api::error::ApiError;

/// A failure with its code, and the status of the response if no stream has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
    /// The `Retry-After` of the response, in seconds.
    pub(crate) retry_after: Option<u32>,
    /// Whether a stream in the runtime's dialect first sends an `error` without a code.
    pub(crate) is_announced: bool,
}

impl Failure {
    /// Creates a failure. Its status is that of the code in the contract's table of errors; 500 for an unknown code.
    pub(crate) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        let code = code.into();
        let status = match code.as_str() {
            "invalid_request" => StatusCode::BAD_REQUEST,
            "unauthorized" => StatusCode::UNAUTHORIZED,
            "forbidden" => StatusCode::FORBIDDEN,
            "not_found" => StatusCode::NOT_FOUND,
            "rate_limited" | "budget_exceeded" => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, code, message: message.into(), retry_after: None, is_announced: false }
    }
}

impl From<Failure> for ApiError {
    fn from(Failure { status, code, message, retry_after, .. }: Failure) -> Self {
        Self::scripted(status, code, message, retry_after)
    }
}
