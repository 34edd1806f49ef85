//! `health`, `metrics`, and the correlation id of every response.

use agentspec_mock::{Answer, MockServer};
use agentspec_tests::Checked;
use serde_json::json;

use crate::client::{Reply, ask, call, get, post, session};

#[tokio::test]
async fn the_server_is_healthy() {
    let server = MockServer::start().await.checked();
    let reply = get(&server, "/healthz").await;
    assert_eq!(reply.status, 200);
    let health = reply.json();
    assert_eq!((&health["status"], &health["version"]), (&json!("ok"), &json!(env!("CARGO_PKG_VERSION"))));
    assert!(health["uptime_seconds"].is_u64());
    assert_eq!(health["checks"], json!({ "agents": "ok" }));
}

#[tokio::test]
async fn the_metrics_count_what_happened() {
    let server = MockServer::start().await.checked();
    let path = session(&server).await;
    ask(&server, "/v1/agents/assistant/invoke", "What is the capital of France?").await;
    ask(&server, &format!("{path}/stream"), "Hello").await;
    post(&server, "/v1/agents/assistant/invoke", &json!({})).await;
    ask(&server, "/v1/pipelines/research-and-summarize/run", "Summarize recent advances in battery technology.").await;
    get(&server, "/nowhere").await;
    server.answer_next(Answer::error(429, "budget_exceeded", "No more today."));
    get(&server, "/v1/agents").await;
    server.answer_next(Answer::status(502));
    get(&server, "/healthz").await;

    let reply = get(&server, "/v1/metrics").await;
    assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    for line in [
        "# TYPE agentspec_requests_total counter",
        "agentspec_requests_total{operation=\"create_session\",status=\"201\"} 1",
        "agentspec_requests_total{operation=\"health\",status=\"502\"} 1",
        "agentspec_requests_total{operation=\"invoke_agent\",status=\"200\"} 1",
        "agentspec_requests_total{operation=\"invoke_agent\",status=\"400\"} 1",
        "agentspec_requests_total{operation=\"list_agents\",status=\"429\"} 1",
        "agentspec_requests_total{operation=\"run_pipeline\",status=\"200\"} 1",
        "agentspec_requests_total{operation=\"stream_session\",status=\"200\"} 1",
        "agentspec_requests_total{operation=\"unmatched\",status=\"404\"} 1",
        "agentspec_request_duration_seconds_count{operation=\"invoke_agent\"} 2",
        // 6 and 1 of the questions, 6 and 6 of the pipeline's steps; 6 and 7 of the answers, 6 and 4 of the steps.
        "agentspec_tokens_total{direction=\"input\"} 19",
        "agentspec_tokens_total{direction=\"output\"} 23",
        "agentspec_sessions_active 1",
        "agentspec_pipeline_steps_total{status=\"completed\"} 2",
        "agentspec_errors_total{code=\"budget_exceeded\"} 1",
        "agentspec_errors_total{code=\"http_502\"} 1",
        "agentspec_errors_total{code=\"invalid_request\"} 1",
        "agentspec_errors_total{code=\"not_found\"} 1",
    ] {
        assert!(reply.text.lines().any(|found| found == line), "{line} is not in\n{}", reply.text);
    }
}

#[tokio::test]
async fn a_repeat_uses_no_tokens() {
    let server = MockServer::start().await.checked();
    for _ in 0..2 {
        let call = call(&server, "POST", "/v1/agents/assistant/invoke").header("Idempotency-Key", "k");
        call.json(&json!({ "input": "What is the capital of France?" })).send().await;
    }
    let metrics = get(&server, "/v1/metrics").await.text;
    assert!(metrics.contains("agentspec_tokens_total{direction=\"input\"} 6\n"), "{metrics}");
}

async fn correlated(server: &MockServer, method: &str, path: &str, id: &str) -> Reply {
    let call = call(server, method, path).header("X-Correlation-ID", id).header("Content-Type", "application/json");
    call.body(r#"{"input": "Hello"}"#).send().await
}

#[tokio::test]
async fn every_response_has_the_correlation_id() {
    let server = MockServer::builder().api_key("key").start().await.unwrap().checked();
    let open = MockServer::start().await.checked();
    for (server, method, path, status) in [
        (&open, "POST", "/v1/agents/assistant/invoke", 200),
        (&open, "POST", "/v1/agents/assistant/stream", 200),
        (&open, "POST", "/v1/agents/assistant/sessions", 201),
        (&open, "DELETE", "/v1/agents/assistant/sessions/sess-0001", 204),
        (&open, "POST", "/v1/agents/none/invoke", 404),
        (&open, "GET", "/nowhere", 404),
        (&open, "GET", "/v1/agents/assistant/invoke", 405),
        (&open, "GET", "/healthz", 200),
        (&open, "GET", "/v1/metrics", 200),
        (&server, "GET", "/v1/agents", 401),
    ] {
        let reply = correlated(server, method, path, "call-7").await;
        assert_eq!((reply.status.as_u16(), reply.header("x-correlation-id")), (status, "call-7"), "{method} {path}");
    }
}

#[tokio::test]
async fn a_missing_or_invalid_correlation_id_is_replaced() {
    let server = MockServer::start().await.checked();
    let first = get(&server, "/healthz").await;
    let second = get(&server, "/nowhere").await;
    assert_eq!((first.header("x-correlation-id"), second.header("x-correlation-id")), ("mock-000001", "mock-000002"));
    for id in ["", "a b", &"x".repeat(129)] {
        let reply = correlated(&server, "GET", "/healthz", id).await;
        assert!(reply.header("x-correlation-id").starts_with("mock-"), "{id}");
    }
}
