//! What the fault mode answers without a script: the list, what was seen, refusals. Makes bytes, sends none.

use http::{HeaderMap, Method, StatusCode};
use serde::Serialize;

use super::{Scenarios, request::RequestHead};
use crate::{
    correlation,
    error::{ApiError, shorten},
    reply::{Content, Reply},
    shared::Shared,
};

#[derive(Serialize)]
struct ScenarioList<'a> {
    scenarios: Vec<&'a String>,
}

/// What `GET /_fault` answers.
pub(super) fn list(scenarios: &Scenarios) -> Reply {
    Reply::ok(&ScenarioList { scenarios: scenarios.keys().collect() })
}

/// Lets a GET pass.
pub(super) fn check_get(head: &RequestHead) -> Result<(), ApiError> {
    if head.method == Method::GET { Ok(()) } else { Err(ApiError::method_not_allowed(&head.target, "GET")) }
}

/// 404: there is no such scenario.
pub(super) fn unknown_scenario(name: &str, scenarios: &Scenarios) -> ApiError {
    let name = shorten(name);
    let there: Vec<&str> = scenarios.keys().map(String::as_str).collect();
    let there = if there.is_empty() { "there are none: give the server a file with --faults".to_owned() } else { there.join(", ") };
    ApiError::not_found(format!("There is no scenario '{name}'; the scenarios are: {there}."))
}

/// An answer as it goes out.
pub(super) fn bytes(reply: &Reply, asked: &HeaderMap, server: &Shared) -> Vec<u8> {
    let Content::Whole(body) = &reply.content else { return Vec::new() };
    let mut headers = reply.headers.clone();
    headers.insert(correlation::HEADER, server.correlation.of(asked));
    headers.insert(http::header::CONTENT_LENGTH, body.len().into());
    let mut bytes = format!("HTTP/1.1 {} {}\r\n", reply.status.as_str(), reason(reply.status)).into_bytes();
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
