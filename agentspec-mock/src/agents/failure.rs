//! Why an agent or a step of a pipeline failed.

use http::StatusCode;

use crate::api::error::ApiError;

/// A failure with its code, and the status by which it is answered where no stream has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
    /// The seconds of a `Retry-After`.
    pub(crate) retry_after: Option<u32>,
}

impl Failure {
    /// A failure of the status that the contract's error table gives to the code; 500 for one that it lacks.
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
        Self { status, code, message: message.into(), retry_after: None }
    }
}

impl From<Failure> for ApiError {
    fn from(Failure { status, code, message, retry_after }: Failure) -> Self {
        Self::scripted(status, code, message, retry_after)
    }
}
