//! Errors of requests, as the contract's error body. Knows nothing of HTTP connections or of the state.

use std::{borrow::Cow, time::Duration};

use http::{HeaderName, HeaderValue, StatusCode, header};

use super::{
    dialect::Dialect,
    response::Response,
    runtime,
    wire::{ErrorDetail, ErrorResponse},
};

/// An error: a status, a machine-readable code, and a message with the fix.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: Cow<'static, str>,
    message: String,
    header: Option<Header>,
}

/// A header of an error.
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

    /// 400: `field` breaks the contract's `rule`.
    pub(crate) fn invalid(field: &str, rule: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", format!("{field}: {rule}"))
    }

    /// 401. The message is constant, so that it contains nothing of the request.
    pub(crate) fn unauthorized(message: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message).with_header(Header::Authenticate)
    }

    /// 404.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// 405: `allow` lists the methods of the path.
    pub(crate) fn method_not_allowed(path: &str, allow: &str) -> Self {
        let message = format!("The method is not allowed on {}: use {allow}.", truncate(path));
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

    /// 421: the connection takes requests of the other kind: those to scenarios, or all others.
    pub(crate) fn other_connection() -> Self {
        let message = "A connection takes either requests below /_scenario/ or all others, as its first request decides: send this request on another connection.";
        Self::new(StatusCode::MISDIRECTED_REQUEST, "invalid_request", message).with_header(Header::Close)
    }

    /// 421: the request is for a host name that this server refuses.
    pub(crate) fn other_name(host: &str) -> Self {
        let host = truncate(host);
        let fix = format!("use localhost or 127.0.0.1, or allow the name with --allow-host {host}, in Rust with Builder::allow_host");
        let message = format!("Host: '{host}' is not a name of this server, which refuses other names because of DNS rebinding: {fix}.");
        Self::new(StatusCode::MISDIRECTED_REQUEST, "invalid_request", message).with_header(Header::Close)
    }

    /// 403: a browser sends the request for a page of another site.
    pub(crate) fn other_site(header: &str) -> Self {
        let message = format!(
            "{header}: a page of another site may not read what this server has received, nor script it: send the request from a program."
        );
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// 408: the request was not complete in time.
    pub(crate) fn too_slow(time: Duration) -> Self {
        let seconds = time.as_secs_f64();
        let message = format!("The request was not complete after {seconds} s: send it faster, or allow more time with --read-timeout-s.");
        Self::new(StatusCode::REQUEST_TIMEOUT, "invalid_request", message).with_header(Header::Close)
    }

    /// 422: the idempotency key belongs to another request.
    pub(crate) fn key_reused() -> Self {
        let message = "Idempotency-Key: this key was used for another path or body: use a new key for each new call.";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", message)
    }

    /// 429: the caller has reached the limit; it may send the next request after `wait`.
    pub(crate) fn rate_limited(requests: u32, per: Duration, wait: Duration) -> Self {
        let seconds = whole_seconds(wait).max(1);
        let noun = if requests == 1 { "request" } else { "requests" };
        let message = format!("More than {requests} {noun} in {} s: try again in {seconds} s.", per.as_secs_f64());
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message).with_header(Header::RetryAfter(seconds))
    }

    /// An error of a configuration or a test; `retry_after` is in seconds.
    pub(crate) fn scripted(status: StatusCode, code: String, message: String, retry_after: Option<u32>) -> Self {
        Self { status, code: code.into(), message, header: retry_after.map(|seconds| Header::RetryAfter(seconds.into())) }
    }

    /// Closes the connection after the response.
    pub(crate) fn closing(self) -> Self {
        self.with_header(Header::Close)
    }

    /// Returns the response in a dialect.
    pub(crate) fn in_dialect(self, dialect: Dialect) -> Response {
        match dialect {
            Dialect::Documented => self.into(),
            Dialect::Runtime => runtime::error::response(self),
        }
    }

    /// Returns the response with the body that `body` makes of the status, the code and the message.
    pub(crate) fn response(self, body: impl FnOnce(StatusCode, &str, &str) -> Response) -> Response {
        let mut response = body(self.status, &self.code, &self.message).with_error_code(self.code);
        if let Some(header) = self.header {
            let (name, value) = header.pair();
            response.headers.insert(name, value);
        }
        response
    }

    /// 500: a bug of this program.
    pub(crate) fn internal() -> Self {
        let message = "The mock server itself failed: see its standard error, and please report it.";
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
        error.response(|status, code, message| Self::json(status, &ErrorResponse { error: ErrorDetail { code, message }, steps: None }))
    }
}

/// Truncates a name for a message.
pub(crate) fn truncate(name: &str) -> String {
    const MAX_CHARS: usize = 100;
    if name.chars().count() <= MAX_CHARS {
        return name.to_owned();
    }
    name.chars().take(MAX_CHARS).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_after_is_in_whole_seconds_rounded_up_and_at_least_one() {
        for (millis, seconds) in [(0, "1"), (1, "1"), (1_000, "1"), (1_001, "2"), (59_500, "60")] {
            let response = Response::from(ApiError::rate_limited(2, Duration::from_secs(60), Duration::from_millis(millis)));
            assert_eq!(response.headers[header::RETRY_AFTER], seconds, "{millis} ms");
        }
    }
}
