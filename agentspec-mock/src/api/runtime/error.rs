//! Errors of the runtime: a flat body, and few codes.

use http::{HeaderValue, StatusCode, header};

use super::{json, wire::ErrorBody};
use crate::api::{error::ApiError, response::Response};

/// The `Retry-After` of an exceeded budget, in seconds.
const BUDGET_RETRY_AFTER: HeaderValue = HeaderValue::from_static("3600");

/// Returns the response of an error.
pub(crate) fn response(error: ApiError) -> Response {
    let mut response = error.response(|status, code, message| json::response(status, &ErrorBody { error: code, message }));
    if response.error_code.as_deref() == Some("budget_exceeded") {
        response.headers.entry(header::RETRY_AFTER).or_insert(BUDGET_RETRY_AFTER);
    }
    response
}

/// 400: the body is no JSON, or a field has another type.
pub(crate) fn invalid_body() -> ApiError {
    ApiError::scripted(StatusCode::BAD_REQUEST, "invalid_request".to_owned(), "Invalid request body".to_owned(), None)
}

/// 400: the body is larger than 10 MiB. The connection is closed.
pub(crate) fn too_large() -> ApiError {
    invalid_body().closing()
}

/// 401.
pub(crate) fn unauthorized(message: &str) -> ApiError {
    ApiError::scripted(StatusCode::UNAUTHORIZED, "unauthorized".to_owned(), message.to_owned(), None)
}

/// 429: too many requests. It does not say when to send the next one.
pub(crate) fn rate_limited() -> ApiError {
    let message = "Rate limit exceeded".to_owned();
    ApiError::scripted(StatusCode::TOO_MANY_REQUESTS, "rate_limited".to_owned(), message, None)
}
