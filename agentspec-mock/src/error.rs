//! Why a request is refused, as the contract's error body. Knows nothing of HTTP connections or of the state.

use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::json;

use crate::reply::Reply;

/// A refusal: a status, a machine-readable code and a message that says what to do.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    header: Option<(HeaderName, HeaderValue)>,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), header: None }
    }

    fn with_header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.header = Some((name, HeaderValue::from_static(value)));
        self
    }

    /// 400: `field` is not what the contract says; `rule` says what is.
    pub(crate) fn invalid(field: &str, rule: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", format!("{field}: {rule}"))
    }

    /// 401, with a constant message: nothing of the request is in it.
    pub(crate) fn unauthorized(message: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message).with_header(header::WWW_AUTHENTICATE, "Bearer")
    }

    /// 404: nothing of that kind has that name.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// 405: the path is right, the method is not.
    pub(crate) fn method_not_allowed(path: &str, allow: &'static str) -> Self {
        let message = format!("The method is not allowed on {}: use {allow}.", shorten(path));
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", message).with_header(header::ALLOW, allow)
    }

    /// 413.
    pub(crate) fn too_large() -> Self {
        let message = "The request body is larger than 16 MiB: send less.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", message)
    }

    /// 415.
    pub(crate) fn unsupported_media_type() -> Self {
        let message = "Content-Type: the body must be JSON: send the header Content-Type: application/json.";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid_request", message)
    }

    /// 422: the idempotency key belongs to another request.
    pub(crate) fn key_reused() -> Self {
        let message = "Idempotency-Key: this key was used for another path or body: make a new key for each new call.";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", message)
    }
}

impl From<ApiError> for Reply {
    fn from(error: ApiError) -> Self {
        let body = json!({ "error": { "code": error.code, "message": error.message } });
        let mut reply = Self::json(error.status, &body).with_error_code(error.code);
        if let Some((name, value)) = error.header {
            reply.headers.append(name, value);
        }
        reply
    }
}

/// `name`, cut to a length that is fit for a message.
pub(crate) fn shorten(name: &str) -> String {
    const LONGEST: usize = 100;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST).chain(['…']).collect()
}
