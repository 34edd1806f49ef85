//! What is responded below `/_scenario/` without a scenario: the list, what was seen, refusals. Makes bytes, sends none.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde::Serialize;

use super::http1_head::RequestHead;
use crate::{
    api::{
        error::{ApiError, shorten},
        response::{Content, Response},
    },
    policy::correlation,
    scenario::{seen::ScenarioRun, steps::Scenarios},
    state::shared::Shared,
};

/// Where a browser says whose page asks (W3C, Fetch Metadata Request Headers).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[derive(Serialize)]
struct ScenarioList<'a> {
    scenarios: Vec<&'a String>,
}

/// What `GET /_scenario` answers.
pub(super) fn list(scenarios: &Scenarios) -> Response {
    Response::ok(&ScenarioList { scenarios: scenarios.keys().collect() })
}

/// What `GET /_scenario/<run>/seen` answers. No credential is in it, and nobody is to keep it.
pub(super) fn seen(run: &ScenarioRun) -> Response {
    let mut response = Response::ok(&run.wire());
    response.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Lets a program pass, and a browser's own page, but no page of another site: it would read what was said.
pub(super) fn check_site(head: &RequestHead) -> Result<(), ApiError> {
    let values = |name| head.headers.get_all(name).iter().map(HeaderValue::as_bytes);
    if !values(SEC_FETCH_SITE).all(|site| matches!(site, b"same-origin" | b"none")) {
        return Err(ApiError::other_site("Sec-Fetch-Site"));
    }
    if !values(header::ORIGIN).all(|origin| origin == head.origin().as_bytes()) {
        return Err(ApiError::other_site("Origin"));
    }
    Ok(())
}

/// Lets a GET pass.
pub(super) fn check_get(head: &RequestHead) -> Result<(), ApiError> {
    if head.method == Method::GET { Ok(()) } else { Err(ApiError::method_not_allowed(&head.target, "GET")) }
}

/// 404: there is no such scenario.
pub(super) fn unknown_scenario(name: &str, scenarios: &Scenarios) -> ApiError {
    let name = shorten(name);
    let there: Vec<&str> = scenarios.keys().map(String::as_str).collect();
    let there = if there.is_empty() { "there are none: give the server a file with --scenarios".to_owned() } else { there.join(", ") };
    ApiError::not_found(format!("There is no scenario '{name}'; the scenarios are: {there}."))
}

/// A response as it goes out, but for frames, which go out one by one.
pub(super) fn bytes(response: &Response, request: &HeaderMap, server: &Shared) -> Vec<u8> {
    let mut headers = response.headers.clone();
    headers.entry(correlation::HEADER).or_insert_with(|| server.correlation.of(request));
    let body = match &response.content {
        Content::Whole(body) => {
            headers.insert(header::CONTENT_LENGTH, body.len().into());
            &body[..]
        }
        Content::Frames(_) => {
            headers.insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
            &[]
        }
    };
    let mut bytes = format!("HTTP/1.1 {} {}\r\n", response.status.as_str(), reason(response.status)).into_bytes();
    for (name, value) in &headers {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or_default()
}
