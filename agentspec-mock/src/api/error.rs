//! Why a request is refused, as the contract's error body. Knows nothing of HTTP connections or of the state.

use std::{borrow::Cow, time::Duration};

use http::{HeaderName, HeaderValue, StatusCode, header};

use super::{
    response::Response,
    wire::{ErrorDetail, ErrorResponse},
};

/// A refusal: a status, a machine-readable code and a message that says what to do.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: Cow<'static, str>,
    message: String,
    header: Option<Header>,
}

/// A header that a refusal brings.
#[derive(Debug)]
enum Header {
    Allow(String),
    RetryAfter(u64),
    Authenticate,
    Close,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), header: None }
    }

    fn with_header(mut self, header: Header) -> Self {
        self.header = Some(header);
        self
    }

    /// 400: `field` is not what the contract says; `rule` says what is.
    pub(crate) fn invalid(field: &str, rule: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", format!("{field}: {rule}"))
    }

    /// 401, with a constant message: nothing of the request is in it.
    pub(crate) fn unauthorized(message: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message).with_header(Header::Authenticate)
    }

    /// 404: nothing of that kind has that name.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// 405: the path is right, the method is not.
    pub(crate) fn method_not_allowed(path: &str, allow: &str) -> Self {
        let message = format!("The method is not allowed on {}: use {allow}.", shorten(path));
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", message).with_header(Header::Allow(allow.to_owned()))
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

    /// 421: the connection belongs to requests of the other kind, those to scenarios or all others.
    pub(crate) fn other_connection() -> Self {
        let message = "A connection is for requests below /_scenario/ or for all others, as its first one was: send this one on another.";
        Self::new(StatusCode::MISDIRECTED_REQUEST, "invalid_request", message).with_header(Header::Close)
    }

    /// 421: the request is for a name that this server does not answer to.
    pub(crate) fn other_name(host: &str) -> Self {
        let host = shorten(host);
        let fix = format!("use localhost or 127.0.0.1, or allow the name by --allow-host {host}, in Rust by Builder::allow_host");
        let message = format!("Host: '{host}' is not a name of this server, so that no page of another site can speak to it: {fix}.");
        Self::new(StatusCode::MISDIRECTED_REQUEST, "invalid_request", message).with_header(Header::Close)
    }

    /// 403: a browser asks for a page of another site.
    pub(crate) fn other_site(header: &str) -> Self {
        let message = format!("{header}: a page of another site may not read what this server has received: ask from a program.");
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// 408: the request did not come to its end in time.
    pub(crate) fn too_slow(time: Duration) -> Self {
        let seconds = time.as_secs_f64();
        let message = format!("The request did not come to its end in {seconds} s: send it faster, or give it more by --read-timeout-s.");
        Self::new(StatusCode::REQUEST_TIMEOUT, "invalid_request", message).with_header(Header::Close)
    }

    /// 422: the idempotency key belongs to another request.
    pub(crate) fn key_reused() -> Self {
        let message = "Idempotency-Key: this key was used for another path or body: make a new key for each new call.";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", message)
    }

    /// 429: the caller's limit is reached, for `wait` from now.
    pub(crate) fn rate_limited(requests: u32, per: Duration, wait: Duration) -> Self {
        let seconds = whole_seconds(wait).max(1);
        let noun = if requests == 1 { "request" } else { "requests" };
        let message = format!("More than {requests} {noun} in {} s: try again in {seconds} s.", per.as_secs_f64());
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message).with_header(Header::RetryAfter(seconds))
    }

    /// What a configuration or a test says, word by word; `retry_after` is in seconds.
    pub(crate) fn scripted(status: StatusCode, code: String, message: String, retry_after: Option<u32>) -> Self {
        Self { status, code: code.into(), message, header: retry_after.map(|seconds| Header::RetryAfter(seconds.into())) }
    }

    /// 500: this program has a bug.
    pub(crate) fn internal() -> Self {
        let message = "The mock server itself failed: its standard error says more. Please report it.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", message)
    }
}

impl Header {
    fn pair(self) -> (HeaderName, HeaderValue) {
        match self {
            // The names of methods are always valid in a header.
            Self::Allow(methods) => (header::ALLOW, HeaderValue::try_from(methods).unwrap_or_else(|_| HeaderValue::from_static(""))),
            Self::RetryAfter(seconds) => (header::RETRY_AFTER, seconds.into()),
            Self::Close => (header::CONNECTION, HeaderValue::from_static("close")),
            Self::Authenticate => (header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        }
    }
}

/// Rounded up.
fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

impl From<ApiError> for Response {
    fn from(error: ApiError) -> Self {
        let body = ErrorResponse { error: ErrorDetail { code: &error.code, message: &error.message }, steps: None };
        let mut response = Self::json(error.status, &body).with_error_code(error.code);
        if let Some(header) = error.header {
            let (name, value) = header.pair();
            response.headers.insert(name, value);
        }
        response
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_seconds_rounded_up_and_at_least_one() {
        for (millis, seconds) in [(0, "1"), (1, "1"), (1_000, "1"), (1_001, "2"), (59_500, "60")] {
            let response = Response::from(ApiError::rate_limited(2, Duration::from_secs(60), Duration::from_millis(millis)));
            assert_eq!(response.headers[header::RETRY_AFTER], seconds, "{millis} ms");
        }
    }
}
