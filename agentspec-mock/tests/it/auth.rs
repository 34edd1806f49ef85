//! Authentication.

use agentspec_mock::MockServer;
use agentspec_tests::{Checked, CheckedServer};

use crate::client::{call, get};

async fn guarded() -> CheckedServer {
    MockServer::builder().api_key("key-1").api_key("key-2").token("token-1").start().await.unwrap().checked()
}

async fn status(server: &MockServer, header: &str, value: &str) -> u16 {
    call(server, "GET", "/v1/agents").header(header, value).send().await.status.as_u16()
}

#[tokio::test]
async fn without_keys_every_caller_is_accepted() {
    let server = MockServer::start().await.checked();
    assert_eq!(get(&server, "/v1/agents").await.status, 200);
    assert_eq!(status(&server, "X-API-Key", "anything").await, 200);
}

#[tokio::test]
async fn each_key_and_token_is_accepted_in_its_own_header() {
    let server = guarded().await;
    assert_eq!(status(&server, "X-API-Key", "key-1").await, 200);
    assert_eq!(status(&server, "x-api-key", "key-2").await, 200);
    assert_eq!(status(&server, "Authorization", "Bearer token-1").await, 200);
    assert_eq!(status(&server, "Authorization", "bEARER token-1").await, 200);
    for (header, value) in [
        ("X-API-Key", "token-1"),
        ("X-API-Key", "key-3"),
        ("X-API-Key", ""),
        ("Authorization", "Bearer key-1"),
        ("Authorization", "Bearer"),
        ("Authorization", "token-1"),
        ("Authorization", "Basic token-1"),
    ] {
        assert_eq!(status(&server, header, value).await, 401, "{header}: {value}");
    }
}

#[tokio::test]
async fn one_valid_credential_is_enough() {
    let server = guarded().await;
    let reply = call(&server, "GET", "/v1/agents").header("X-API-Key", "wrong").header("Authorization", "Bearer token-1");
    assert_eq!(reply.send().await.status, 200);
}

#[tokio::test]
async fn a_401_names_the_accepted_headers_and_contains_no_key() {
    let server = guarded().await;
    let missing = get(&server, "/v1/agents").await;
    let wrong_key = call(&server, "GET", "/v1/agents").header("X-API-Key", "s3cret").send().await;
    let wrong_token = call(&server, "GET", "/v1/agents").header("Authorization", "Bearer s3cret").send().await;
    for reply in [missing, wrong_key, wrong_token] {
        reply.is_error(401, "unauthorized", "X-API-Key");
        reply.is_error(401, "unauthorized", "Authorization: Bearer");
        assert_eq!(reply.header("www-authenticate"), "Bearer");
        for secret in ["s3cret", "key-1", "token-1"] {
            assert!(!format!("{reply:?}").contains(secret), "{reply:?}");
        }
    }
}

#[tokio::test]
async fn health_and_metrics_need_no_credentials_and_everything_else_does() {
    let server = guarded().await;
    assert_eq!(get(&server, "/healthz").await.status, 200);
    assert_eq!(get(&server, "/v1/metrics").await.status, 200);
    for (method, path) in [
        ("GET", "/v1/agents"),
        ("POST", "/v1/agents/assistant/invoke"),
        ("POST", "/v1/agents/assistant/stream"),
        ("GET", "/v1/agents/assistant/sessions"),
        ("DELETE", "/v1/agents/assistant/sessions/x"),
        ("POST", "/v1/pipelines/research-and-summarize/run"),
        ("GET", "/v1/pipelines/research-and-summarize/status"),
        ("GET", "/v1/unknown"),
        ("PUT", "/v1/agents"),
    ] {
        let reply = call(&server, method, path).send().await;
        assert_eq!(reply.status, 401, "{method} {path}");
    }
}

#[tokio::test]
async fn an_empty_key_is_refused_at_the_start() {
    for builder in [MockServer::builder().api_key(""), MockServer::builder().token(" ")] {
        let error = builder.start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
}

#[tokio::test]
async fn no_debug_shows_a_key() {
    let builder = MockServer::builder().api_key("s3cret").token("t0ken");
    let shown = format!("{builder:?}");
    let shown = format!("{shown} {:?}", builder.start().await.unwrap());
    assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
}
