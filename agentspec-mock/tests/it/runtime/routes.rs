//! Health, metrics, unknown routes, CORS, correlation ids, scenarios.

use std::time::Duration;

use serde_json::json;

use super::{builder, configured, started, tell};
use crate::{
    client::{call, get},
    playback::Raw,
};

#[tokio::test]
async fn the_health_is_always_healthy_with_an_uptime_in_the_form_of_go() {
    let server = configured("agents: [{name: a}, {name: b}, {name: c}]\nhealth: {status: degraded}\napi_keys: [key]").await;
    server.advance(Duration::from_secs(3_661));
    let reply = get(&server, "/healthz").await;
    let health = reply.json();
    let uptime = health["uptime"].as_str().unwrap();
    reply.is(200, &format!(r#"{{"agents":3,"status":"healthy","uptime":"{uptime}","version":"0.3.0"}}"#));
    let seconds = uptime.strip_prefix("1h1m").unwrap().strip_suffix('s').unwrap();
    assert!(seconds.parse::<f64>().is_ok_and(|seconds| seconds >= 1.0), "{uptime}");
}

#[tokio::test]
async fn the_metrics_are_text_without_authentication() {
    let server = builder().api_key("key").start().await.unwrap();
    let reply = get(&server, "/v1/metrics").await;
    assert!(reply.status == 200 && reply.header("content-type").starts_with("text/plain"), "{}", reply.text);
    assert!(reply.text.contains("# TYPE agentspec_requests_total counter\n"), "{}", reply.text);
}

const UNKNOWN: [(&str, &str); 9] = [
    ("GET", "/v1/agents/assistant/sessions"),
    ("POST", "/v1/agents/assistant/sessions/sess_1/continue"),
    ("POST", "/v1/agents/assistant/sessions/sess_1/stream"),
    ("GET", "/v1/pipelines/research-and-summarize/status"),
    ("GET", "/"),
    ("PATCH", "/nowhere"),
    ("DELETE", "/v1/agents/assistant"),
    ("POST", "/v1/agents/"),
    ("OPTIONS", "/v1/nowhere"),
];
const WRONG_METHODS: [(&str, &str, &str); 5] = [
    ("POST", "/v1/agents", "GET"),
    ("GET", "/v1/agents/assistant/invoke", "POST"),
    ("PUT", "/healthz", "GET"),
    ("GET", "/v1/agents/assistant/sessions/sess_1", "DELETE, POST"),
    ("OPTIONS", "/v1/pipelines/research-and-summarize/run", "POST"),
];

#[tokio::test]
async fn an_unknown_route_and_a_wrong_method_are_a_page_with_status_200() {
    let server = started().await;
    for (method, path) in UNKNOWN.into_iter().chain(WRONG_METHODS.map(|(method, path, _)| (method, path))) {
        let reply = call(&server, method, path).json(&json!({ "input": "Hi" })).send().await;
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "text/html; charset=utf-8"), "{method} {path}");
        assert!(reply.text.starts_with("<!DOCTYPE html>\n<html>"), "{}", reply.text);
    }
}

#[tokio::test]
async fn without_the_web_ui_they_are_errors_in_plain_text() {
    let server = builder().without_web_ui().start().await.unwrap();
    for (method, path) in UNKNOWN.into_iter().filter(|(_, path)| !path.ends_with("/sessions")) {
        let reply = call(&server, method, path).send().await;
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (404, "404 page not found\n"), "{method} {path}");
        assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
    }
    for (method, path, allow) in WRONG_METHODS.into_iter().chain([("GET", "/v1/agents/assistant/sessions", "POST")]) {
        let reply = call(&server, method, path).send().await;
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (405, "Method Not Allowed\n"), "{method} {path}");
        assert_eq!((reply.header("content-type"), reply.header("allow")), ("text/plain; charset=utf-8", allow));
    }
}

#[tokio::test]
async fn a_page_of_another_origin_may_send_three_headers_alone() {
    let server = builder().cors("*").start().await.unwrap();
    let mut raw = Raw::connect(&server).await;
    let preflight = "Origin: http://page.test\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n";
    raw.send(&format!("OPTIONS /v1/agents HTTP/1.1\r\nHost: localhost\r\n{preflight}\r\n")).await;
    let answer = raw.whole().await.to_lowercase();
    assert!(answer.contains("access-control-allow-headers: content-type,authorization,x-api-key\r\n"), "{answer}");
    let read = call(&server, "GET", "/v1/agents").header("Origin", "http://page.test").send().await;
    assert_eq!((read.header("access-control-allow-origin"), read.header("access-control-expose-headers")), ("*", ""));
}

#[tokio::test]
async fn a_correlation_id_is_echoed() {
    let server = started().await;
    let reply = call(&server, "GET", "/v1/agents").header("X-Correlation-ID", "mine").send().await;
    assert_eq!(reply.header("x-correlation-id"), "mine");
}

#[tokio::test]
async fn requests_are_recorded_with_the_operation_for_the_same_purpose() {
    let server = started().await;
    tell(&server, "/v1/agents/assistant/sessions/x", "Hi").await;
    tell(&server, "/v1/agents/assistant/sessions/x/continue", "Hi").await;
    let operations: Vec<_> = server.received().iter().map(|request| request.operation).collect();
    assert_eq!(operations, [Some("continue_session"), None]);
}

#[tokio::test]
async fn a_scenario_passes_requests_on_to_the_dialect() {
    let server = builder().scenarios("once: [[reset], [pass]]").unwrap().start().await.unwrap();
    let path = "/_scenario/once/run/v1/agents/assistant/invoke";
    let mut raw = Raw::connect(&server).await;
    raw.send(&format!("POST {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await;
    assert!(raw.rest().await.1.is_err(), "the first request is reset");
    assert_eq!(tell(&server, path, "Hello").await.json()["output"], "Hello! How can I help you today?");
    let seen = server.scenario_seen("run");
    assert_eq!(seen.requests[1].request.operation, Some("invoke_agent"));

    let mut raw = Raw::connect(&server).await;
    raw.get("/healthz").await;
    raw.answer().await;
    raw.get("/_scenario").await;
    let (head, body) = raw.answer().await;
    assert!(head.starts_with("HTTP/1.1 421") && body["error"] == "invalid_request", "{head}{body}");
}
