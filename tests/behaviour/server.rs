//! Health and metrics.

use agentspec_ext::types::HealthStatus;
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{Checked, RawServer, Then, impatient, mock};
use serde_json::json;

#[tokio::test]
async fn health_is_read() {
    let (_server, client, _) = mock().await;
    let health = client.health().await.unwrap();
    assert_eq!(health.status, HealthStatus::Ok);
    assert!(!health.version.is_empty());
}

#[tokio::test]
async fn a_degraded_health_is_a_value_and_is_not_retried() {
    let (server, client, clock) = mock().await;
    let body = json!({"status": "degraded", "version": "1", "checks": {"database": "timeout"}});
    server.answer_next(Answer::status(503).json(body));
    let health = client.health().send().await.unwrap();
    assert_eq!((health.status().as_u16(), health.attempts(), clock.delays().len()), (503, 1, 0));
    let health = health.into_value();
    assert_eq!(health.status, HealthStatus::Degraded);
    assert_eq!(health.checks.unwrap()["database"], "timeout");
}

#[tokio::test]
async fn any_other_response_to_health_is_an_error() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(500));
    assert!(client.health().await.unwrap_err().is_server());
    server.answer_next(Answer::status(503).body("<html>"));
    let error = client.health().max_retries(0).await.unwrap_err();
    assert_eq!((error.is_server(), error.code()), (true, "http_503"));
}

#[tokio::test]
async fn metrics_are_text_and_count_the_requests() {
    let (_server, client, _) = mock().await;
    client.agents().invoke("assistant", "What is the capital of France?").await.unwrap();
    client.sessions().create("assistant").await.unwrap();
    client.agents().invoke("nobody", "x").await.unwrap_err();
    let metrics = client.metrics().await.unwrap();
    for line in [
        "agentspec_requests_total{operation=\"invoke_agent\",status=\"200\"} 1",
        "agentspec_requests_total{operation=\"invoke_agent\",status=\"404\"} 1",
        "agentspec_tokens_total{direction=\"output\"} 6",
        "agentspec_sessions_active 1",
        "agentspec_errors_total{code=\"not_found\"} 1",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}\n{metrics}");
    }
}

#[tokio::test]
async fn metrics_that_are_not_text_are_a_decode_error() {
    let (server, client, _) = mock().await;
    for (media, body) in [("text/plain", &b"a \xff b"[..]), ("text/html", b"<h1>Log in</h1>"), ("application/json", b"{}")] {
        server.answer_next(Answer::status(200).header("content-type", media).body(body));
        let error = client.metrics().await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.body(), Some(body));
    }
    server.answer_next(Answer::error(200, "unauthorized", "Not you."));
    assert!(client.metrics().await.unwrap_err().is_authentication());

    let cut = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 99\r\n\r\n# HELP";
    let server = RawServer::start([(cut, Then::Close)]).await;
    let error = impatient(server.url()).0.build().unwrap().metrics().await.unwrap_err();
    assert_eq!((error.code(), error.body()), ("transport_error", Some(&b"# HELP"[..])));
}

#[tokio::test]
async fn the_raw_client_shares_the_credential_and_tries_once() {
    let server = MockServer::builder().api_key("right").start().await.unwrap().checked();
    let client = impatient(&server.url()).0.api_key("right").build().unwrap();
    assert_eq!(client.raw().list_agents(None).await.unwrap().len(), 2);
    server.answer_next(Answer::status(503));
    assert!(client.raw().list_agents(None).await.is_err());
    assert_eq!(server.received_count(), 2);
}
