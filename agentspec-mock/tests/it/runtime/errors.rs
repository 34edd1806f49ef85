//! Refusals: bodies, credentials, limits, failures of agents, scripted answers.

use std::time::Duration;

use agentspec_mock::{Answer, MockServer};
use serde_json::json;

use super::{builder, configured, post_text, started, tell};
use crate::{
    client::{call, get},
    playback::Raw,
};

const INVOKE: &str = "/v1/agents/assistant/invoke";
const INVALID: &str = r#"{"error":"invalid_request","message":"Invalid request body"}"#;
const MIB: usize = 1 << 20;

#[tokio::test]
async fn a_wrong_type_and_no_json_are_a_400() {
    let server = started().await;
    let path = "/v1/agents/assistant/sessions/sess_1";
    for body in ["", " ", "{", "[]", "\"Hi\"", "no JSON", "{message: 1}", r#"{"message": 1}"#, r#"{"message": ["Hi"]}"#] {
        post_text(&server, INVOKE, body).await.is(400, INVALID);
        post_text(&server, path, body).await.is(400, INVALID);
    }
    for body in [r#"{"message": "Hi", "session_id": 1}"#, r#"{"message": "Hi", "variables": {"a": 1}}"#] {
        post_text(&server, INVOKE, body).await.is(400, INVALID);
        assert_eq!(post_text(&server, path, body).await.status, 404, "fields that are unknown there: {body}");
    }
}

#[tokio::test]
async fn a_body_above_10_mebibytes_is_a_400_and_closes_the_connection() {
    let server = started().await;
    for (bytes, path) in [(10 * MIB + 1, INVOKE), (10 * MIB + 1, "/v1/agents/assistant/sessions"), (17 * MIB, INVOKE)] {
        let body = format!("{{\"x\":\"{}\"}}", " ".repeat(bytes - 8));
        assert_eq!(body.len(), bytes);
        let reply = post_text(&server, path, body).await;
        reply.is(400, INVALID);
        assert_eq!(reply.header("connection"), "close");
    }
    let largest = format!("{{\"message\":\"Hello\",\"x\":\"{}\"}}", " ".repeat(10 * MIB - 26));
    assert_eq!(largest.len(), 10 * MIB);
    assert_eq!(post_text(&server, INVOKE, largest).await.json()["output"], "Hello! How can I help you today?");

    let mut raw = Raw::connect(&server).await;
    let head = format!("POST {INVOKE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", 10 * MIB + 1);
    raw.send(&head).await;
    raw.send(&" ".repeat(10 * MIB + 1)).await;
    assert!(raw.whole().await.ends_with(INVALID), "the connection is closed in order");
}

#[tokio::test]
async fn an_unknown_agent_is_a_404() {
    let server = started().await;
    for path in ["/v1/agents/no%2Fne/invoke", "/v1/agents/no%2Fne/stream", "/v1/agents/no%2Fne/sessions", "/v1/agents/no%2Fne/sessions/x"] {
        post_text(&server, path, "no JSON").await.is(404, r#"{"error":"not_found","message":"Agent \"no/ne\" not found"}"#);
    }
    post_text(&server, "/v1/agents/%ff/invoke", "{}")
        .await
        .is(404, "{\"error\":\"not_found\",\"message\":\"Agent \\\"\u{fffd}\\\" not found\"}");
    assert!(tell(&server, &format!("/v1/agents/{}/invoke", "x".repeat(1_000)), "Hi").await.text.len() < 256);
}

#[tokio::test]
async fn without_its_flag_every_request_but_the_open_ones_is_a_401_that_names_it() {
    let server = builder().refuse_all().start().await.unwrap();
    for (method, path) in [("GET", "/v1/agents"), ("POST", INVOKE), ("DELETE", "/v1/agents/a/sessions/b"), ("GET", "/v1/nowhere")] {
        let reply = call(&server, method, path).header("X-API-Key", "any").send().await;
        reply.is(
            401,
            r#"{"error":"unauthorized","message":"No API key is configured: start the server with --no-auth to accept requests without one"}"#,
        );
        assert_eq!(reply.header("x-correlation-id"), "", "a 401 has none");
    }
    for path in ["/healthz", "/v1/metrics", "/"] {
        let reply = get(&server, path).await;
        assert!(reply.status == 200 && !reply.header("x-correlation-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn the_key_is_that_of_its_header_else_the_bearer_token() {
    let server = builder().api_key("right").start().await.unwrap();
    let missing = r#"{"error":"unauthorized","message":"Missing API key"}"#;
    let invalid = r#"{"error":"unauthorized","message":"Invalid API key"}"#;
    for (key, authorization, expected) in [
        (Some("right"), None, None),
        (None, Some("Bearer right"), None),
        (Some("right"), Some("Bearer wrong"), None),
        (Some(""), Some("bearer right"), None),
        (Some("wrong"), Some("Bearer right"), Some(invalid)),
        (None, Some("Bearer wrong"), Some(invalid)),
        (None, Some("Basic right"), Some(missing)),
        (None, None, Some(missing)),
    ] {
        let mut request = call(&server, "GET", "/v1/agents");
        for (name, value) in [("X-API-Key", key), ("Authorization", authorization)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let reply = request.send().await;
        match expected {
            None => assert_eq!(reply.status, 200, "{key:?} {authorization:?}"),
            Some(body) => reply.is(401, body),
        }
        assert_eq!(reply.header("x-correlation-id").is_empty(), expected.is_some());
    }
}

#[tokio::test]
async fn failures_have_their_code_and_message_in_a_flat_body() {
    let reply = |error: &str| format!("{{when: {{equals: {error}}}, error: {{code: {error}, message: m}}}}");
    let codes = ["invalid_request", "forbidden", "budget_exceeded", "rate_limited", "internal_error", "overloaded"];
    let replies = codes.map(reply).join(", ");
    let server = configured(&format!(
        "agents: [{{name: assistant, replies: [{replies}, {{error: {{status: 503, code: down, message: m, retry_after: 7}}}}]}}]"
    ))
    .await;
    for (code, status, retry_after) in [
        ("invalid_request", 400, ""),
        ("forbidden", 403, ""),
        ("budget_exceeded", 429, "3600"),
        ("rate_limited", 429, ""),
        ("internal_error", 500, ""),
        ("overloaded", 500, ""),
        ("down", 503, "7"),
    ] {
        for path in [INVOKE, "/v1/agents/assistant/stream"] {
            let reply = tell(&server, path, code).await;
            reply.is(status, &format!(r#"{{"error":"{code}","message":"m"}}"#));
            assert_eq!(reply.header("retry-after"), retry_after, "{code}");
            assert!(!reply.header("x-correlation-id").is_empty());
        }
    }
}

#[tokio::test]
async fn a_rate_limit_does_not_say_when_to_send_the_next_request() {
    let server = builder().rate_limit(1, Duration::from_secs(60)).start().await.unwrap();
    assert_eq!(get(&server, "/v1/agents").await.status, 200);
    let reply = get(&server, "/v1/agents").await;
    reply.is(429, r#"{"error":"rate_limited","message":"Rate limit exceeded"}"#);
    assert_eq!(reply.header("retry-after"), "");
    server.advance(Duration::from_secs(60));
    assert_eq!(get(&server, "/v1/agents").await.status, 200);
}

#[tokio::test]
async fn a_scripted_error_is_flat_and_other_scripted_answers_are_as_they_are() {
    let server = started().await;
    server.answer_next_to("continue_session", Answer::error(503, "down", "Back <soon>.").header("Retry-After", "1"));
    let reply = tell(&server, "/v1/agents/assistant/sessions/x", "Hi").await;
    reply.is(503, r#"{"error":"down","message":"Back \u003csoon\u003e."}"#);
    assert_eq!(reply.header("retry-after"), "1");
    server.answer_next(Answer::error(503, "down", "m").json(json!({ "own": 1 })));
    get(&server, "/v1/agents").await.is(503, r#"{"own":1}"#);
    server.answer_next(Answer::error(502, "down", "m").body("own"));
    assert_eq!(get(&server, "/v1/agents").await.text, "own");
    server.verify();
}

#[tokio::test]
#[should_panic(expected = "the runtime's dialect has no operation \"list_sessions\": it has health, list_agents,")]
async fn an_operation_that_the_runtime_does_not_have_cannot_be_scripted() {
    started().await.answer_next_to("list_sessions", Answer::status(503));
}

#[tokio::test]
async fn the_servers_own_refusals_are_flat_too() {
    let server = started().await;
    let mut raw = Raw::connect(&server).await;
    raw.send("GET /v1/agents HTTP/1.1\r\nHost: other.test\r\n\r\n").await;
    let (head, body) = raw.answer().await;
    assert!(head.starts_with("HTTP/1.1 421"), "{head}");
    assert_eq!(body["error"], "invalid_request");
}

#[tokio::test]
async fn options_of_the_dialect_are_refused_without_it_and_a_key_beside_a_refusal_of_everything() {
    for (setup, expected) in [
        (MockServer::builder().refuse_all(), "only the runtime's dialect"),
        (MockServer::builder().without_web_ui(), "only the runtime's dialect"),
        (builder().refuse_all().api_key("key"), "has no API key or token"),
        (builder().refuse_all().token("token"), "has no API key or token"),
    ] {
        let error = setup.start().await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
