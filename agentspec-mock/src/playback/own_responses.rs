//! The responses below `/_scenario/` that no scenario defines: the list, what a run has received, errors. Makes bytes and sends none.

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Serialize;

use super::http1_head::RequestHead;
use crate::{
    api::{
        error::{ApiError, truncate},
        response::{Content, Response},
    },
    policy::correlation,
    scenario::{seen::ScenarioRun, steps::Scenarios},
    state::shared::Shared,
};

#[derive(Serialize)]
struct ScenarioList<'a> {
    scenarios: Vec<&'a String>,
}

/// Returns the answer to `GET /_scenario`.
pub(super) fn list(scenarios: &Scenarios) -> Response {
    Response::ok(&ScenarioList { scenarios: scenarios.keys().collect() })
}

/// Returns the answer to `GET /_scenario/<run>/seen`, without credentials. It must not be cached.
pub(super) fn seen(run: &ScenarioRun) -> Response {
    let mut response = Response::ok(&run.wire());
    response.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Checks that the method is GET.
pub(super) fn check_get(head: &RequestHead) -> Result<(), ApiError> {
    if head.method == Method::GET { Ok(()) } else { Err(ApiError::method_not_allowed(&head.target, "GET")) }
}

/// Returns the 404 for an unknown scenario.
pub(super) fn unknown_scenario(name: &str, scenarios: &Scenarios) -> ApiError {
    let name = truncate(name);
    let known: Vec<&str> = scenarios.keys().map(String::as_str).collect();
    let known = if known.is_empty() { "none: start the server with --scenarios <FILE>".to_owned() } else { known.join(", ") };
    ApiError::not_found(format!("There is no scenario '{name}'; the scenarios are: {known}."))
}

/// Serializes a response, except its frames, which are sent one by one.
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
