//! Converts a response that is not a success, or that cannot be read, to an error.

use std::time::SystemTime;

use agentspec_client::json::Undecodable;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::Outcome;
use super::response_body::ResponseBody;
use super::truncate::Truncated;
use super::{Error, ErrorBody, ErrorKind, location};
use crate::headers;
use crate::headers::retry_after;
use crate::secret::{REDACTED, Secrets};

/// A response, as far as it was received.
#[derive(Debug)]
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The part of the body that was read.
    pub(crate) body: Vec<u8>,
    pub(crate) undecodable: Option<Undecodable>,
}

impl Error {
    /// Converts `response` to an error: by its status, by the error in its body, or because it cannot be read.
    ///
    /// Redacts the credentials in the server's text before it is used.
    pub(crate) fn from_response(response: RawResponse, now: SystemTime, secrets: &Secrets) -> Self {
        let RawResponse { status, mut headers, body, undecodable } = response;
        secrets.redact_headers(&mut headers);
        let response_body = ResponseBody::read(headers::media_type(&headers), &body, secrets);
        let error_body = response_body.json.as_ref().and_then(Value::as_object).and_then(ErrorBody::from_response);
        let kind = match &error_body {
            Some(error_body) if status.is_success() => ErrorKind::of_code(error_body.code.as_deref().unwrap_or_default()),
            None if status.is_success() => ErrorKind::Decode,
            _ => ErrorKind::of_status(status.as_u16()),
        };
        let is_unsupported = match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => error_body.as_ref().is_none_or(is_status_name_only),
            _ => error_body.is_none() && status.is_success() && response_body.is_page,
        };
        let message = match &error_body {
            Some(ErrorBody { message: Some(message), .. }) if !is_unsupported => message.clone(),
            Some(_) if !is_unsupported => format!("the server answered {} with a code and no message", status_line(status)),
            _ => fallback_message(status, &headers, undecodable.as_ref(), &response_body),
        };
        let ErrorBody { code, steps, .. } = error_body.unwrap_or_default();
        let mut error = Self::new(kind, outcome(status), message);
        error.0.is_unsupported = is_unsupported;
        error.0.code = Truncated::new(code.map_or_else(|| kind.default_code(Some(status.as_u16())), Into::into));
        error.0.retry_after = retry_after(&headers, now);
        error.0.steps = steps;
        let error = error.with_response(status, headers, &body);
        match undecodable {
            Some(undecodable) if kind == ErrorKind::Decode => error.with_source(undecodable),
            _ => error,
        }
    }
}

/// Returns whether the body only names its status, as frameworks do for a route that they do not have.
fn is_status_name_only(error_body: &ErrorBody) -> bool {
    error_body.code.is_none() && error_body.message.as_deref().is_none_or(is_status_name)
}

fn is_status_name(message: &str) -> bool {
    let words = message.trim_matches(|letter: char| !letter.is_ascii_alphabetic());
    ["not found", "page not found", "method not allowed"].iter().any(|name| words.eq_ignore_ascii_case(name))
}

/// Applies the contract's rule: 4xx and 503 are rejections; with any other response the request may have run. That includes redirects, which servers
/// send after a POST that they processed, except 307 and 308, which ask to resend the request elsewhere (RFC 9110, section 15.4).
pub(super) fn outcome(status: StatusCode) -> Outcome {
    match status.as_u16() {
        307 | 308 | 400..=499 | 503 => Outcome::Rejected,
        _ => Outcome::Unknown,
    }
}

/// Returns the status and its name: `404 Not Found`; of a status without a name, the number.
fn status_line(status: StatusCode) -> String {
    status.canonical_reason().map_or_else(|| status.as_str().to_owned(), |name| format!("{} {name}", status.as_str()))
}

fn fallback_message(
    status: StatusCode,
    headers: &HeaderMap,
    undecodable: Option<&Undecodable>,
    response_body: &ResponseBody<'_>,
) -> String {
    let form = response_body.description();
    let answered = status_line(status);
    if status.is_success() && response_body.is_page {
        format!("the response is a web page and not a response of the API ({answered}, {form}): the base URL probably names another server")
    } else if status.is_success() && undecodable.is_some() {
        format!("the response does not match the contract ({form})")
    } else if status.is_redirection() {
        let target = headers.get("location").and_then(|target| target.to_str().ok()).map_or_else(
            || "an unknown address".to_owned(),
            |target| if target == REDACTED { target.to_owned() } else { location::display(target) },
        );
        format!(
            "the server answered {answered}, a redirect to {target}: redirects are not followed; set the base URL to the server's own address"
        )
    } else if matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
        let message = response_body.message().filter(|message| !is_status_name(message));
        message.unwrap_or_else(|| {
            format!("the server does not know this route ({answered}, {form}): check the base URL, and whether the server is too old")
        })
    } else if status.is_success() {
        format!("the contract does not define the status {answered} for this operation ({form})")
    } else if let Some(message) = response_body.message() {
        message
    } else if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        format!(
            "the server or a proxy in between requires a proxy credential ({answered}): if there is a proxy, set its credential where the proxy is configured"
        )
    } else if response_body.is_empty() {
        format!("the server answered {answered} with an empty body ({form})")
    } else if response_body.is_page {
        format!("the server answered {answered} with a web page ({form})")
    } else {
        format!("the server answered {answered} with a body that contains no readable error ({form})")
    }
}
