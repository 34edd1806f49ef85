//! Every row of the contract's error table.

use std::error::Error as _;
use std::time::Duration;

use agentspec_ext::{Error, ErrorKind};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{Checked, impatient, mock};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

/// Returns the error of a call that gets this response, without retries.
async fn answered(answer: Answer) -> Error {
    let (server, client, _) = mock().await;
    server.answer_next(answer);
    client.agents().invoke("assistant", "Hello").max_retries(0).await.unwrap_err()
}

#[tokio::test]
async fn a_status_has_its_kind_and_the_code_and_message_of_its_body() {
    for (status, kind) in [
        (400, ErrorKind::InvalidRequest),
        (401, ErrorKind::Authentication),
        (403, ErrorKind::PermissionDenied),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Status),
        (422, ErrorKind::InvalidRequest),
        (429, ErrorKind::RateLimit),
        (500, ErrorKind::Server),
        (502, ErrorKind::Server),
        (503, ErrorKind::Server),
        (504, ErrorKind::Server),
        (599, ErrorKind::Server),
    ] {
        let error = answered(Answer::error(status, "some_code", "Some message.")).await;
        assert_eq!((error.kind(), error.code(), error.message()), (kind, "some_code", "Some message."), "{status}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.to_string(), format!("some_code: Some message. (status {status})"));

        let flat = json!({"error": "some_code", "message": "Some message."});
        let error = answered(Answer::status(status).json(flat)).await;
        assert_eq!((error.kind(), error.code(), error.message()), (kind, "some_code", "Some message."), "{status}, flat");
    }
}

#[tokio::test]
async fn a_status_without_an_error_in_its_body_has_the_default_code_and_keeps_the_body() {
    for (status, code) in [
        (400, "invalid_request"),
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (409, "http_409"),
        (418, "http_418"),
        (422, "invalid_request"),
        (429, "rate_limited"),
        (500, "internal_error"),
        (501, "http_501"),
        (502, "http_502"),
        (503, "http_503"),
    ] {
        for body in ["<html>Bad Gateway</html>", "", "[1, 2]", "{\"trace\": \"no\"}"] {
            let error = answered(Answer::status(status).header("content-type", "text/html").header("x-proxy", "p1").body(body)).await;
            assert_eq!(error.code(), code, "{status} {body}");
            assert_eq!(error.body(), Some(body.as_bytes()));
            assert_eq!(error.headers()["x-proxy"], "p1");
            assert!(error.message().contains(&status.to_string()), "{error}");
        }
    }
}

#[tokio::test]
async fn the_start_of_a_long_body_is_kept() {
    let error = answered(Answer::status(502).body("x".repeat(100_000))).await;
    assert_eq!(error.body().unwrap().len(), Error::BODY_LIMIT);
}

#[tokio::test]
async fn a_predicate_is_true_for_its_own_kind_only() {
    let error = answered(Answer::status(404)).await;
    assert!(error.is_not_found());
    assert!(!error.is_server() && !error.is_invalid_request() && !error.is_connection() && !error.is_decode());
    assert!(answered(Answer::status(401)).await.is_authentication());
    assert!(answered(Answer::status(403)).await.is_permission_denied());
    assert!(answered(Answer::status(422)).await.is_invalid_request());
    assert!(answered(Answer::status(429)).await.is_rate_limit());
    assert!(answered(Answer::status(500)).await.is_server());
}

#[tokio::test]
async fn the_mock_servers_own_errors_have_their_kinds() {
    let (_server, client, _) = mock().await;
    let error = client.agents().invoke("nobody", "Hello").await.unwrap_err();
    assert!(error.is_not_found() && error.code() == "not_found" && error.message().contains("nobody"), "{error}");
    let error = client.sessions().list("assistant").limit(101).await.unwrap_err();
    assert!(error.is_invalid_request() && error.message().contains("limit"), "{error}");

    let server = MockServer::builder().api_key("right").token("right-token").start().await.unwrap().checked();
    let client = |set: fn(agentspec_ext::ClientBuilder) -> agentspec_ext::ClientBuilder| set(impatient(&server.url()).0).build().unwrap();
    for client in [client(|builder| builder), client(|builder| builder.api_key("wrong")), client(|builder| builder.token("right"))] {
        let error = client.agents().list().await.unwrap_err();
        assert!(error.is_authentication() && error.code() == "unauthorized", "{error}");
    }
    for client in [client(|builder| builder.api_key("right")), client(|builder| builder.token("right-token"))] {
        assert_eq!(client.agents().list().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_message_without_a_code_is_kept() {
    let body = json!({"error": {"message": "temperature must be below 2"}});
    let error = answered(Answer::status(400).json(body.clone())).await;
    assert_eq!((error.code(), error.message()), ("invalid_request", "temperature must be below 2"));
    let error = answered(Answer::status(200).json(body)).await;
    assert_eq!((error.kind(), error.code(), error.message()), (ErrorKind::Server, "internal_error", "temperature must be below 2"));
}

#[tokio::test]
async fn the_error_of_an_unreadable_success_names_the_place() {
    let usage = json!({"input_tokens": 1, "output_tokens": "2", "total_tokens": 3});
    let error = answered(Answer::status(200).json(json!({"output": "a", "usage": usage}))).await;
    assert!(error.is_decode() && error.code() == "decode_error", "{error}");
    assert!(error.source().unwrap().to_string().starts_with("usage.output_tokens: "), "{error:?}");

    for body in ["", "<html>", "{\"output\": \"a\"", "[]", "null"] {
        let error = answered(Answer::status(200).header("content-type", "application/json").body(body)).await;
        assert!(error.is_decode(), "{body}: {error}");
        assert_eq!(error.body(), Some(body.as_bytes()));
        assert!(error.source().is_some());
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (server, client, _) = mock().await;
    for status in [301, 302, 303, 307, 308] {
        server.answer_next(Answer::status(status).header("location", "http://127.0.0.1:1/elsewhere"));
        let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Status, format!("http_{status}").as_str()));
        assert!(error.message().contains("http://127.0.0.1:1/elsewhere"), "{error}");
    }
    assert_eq!(server.received_count(), 5);
}

#[tokio::test]
async fn an_error_names_its_call_and_its_attempts() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(500));
    let error = client.agents().invoke("assistant", "Hello").correlation_id("call-9").await.unwrap_err();
    assert_eq!((error.correlation_id(), error.attempts()), (Some("call-9"), 1));
    let sent = server.received()[0].header("x-correlation-id").map(str::to_owned);
    assert_eq!(sent.as_deref(), Some("call-9"));

    server.answer_next(Answer::status(500).header("x-correlation-id", "the-servers-own"));
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!(error.correlation_id(), Some("the-servers-own"));

    server.answer_next(Answer::status(500).header("x-correlation-id", ""));
    let error = client.agents().invoke("assistant", "Hello").correlation_id("mine").await.unwrap_err();
    assert_eq!(error.correlation_id(), Some("mine"));
}

#[tokio::test]
async fn retry_after_is_on_the_error() {
    let error = answered(Answer::error(429, "budget_exceeded", "None left.").header("retry-after", "3600")).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(error.is_rate_limit() && error.code() == "budget_exceeded");
}

#[tokio::test]
async fn no_error_shows_a_credential() {
    let server = MockServer::start().await.checked();
    let mut gateway = HeaderValue::from_static("canary");
    gateway.set_sensitive(false);
    let headers = HeaderMap::from_iter([(HeaderName::from_static("x-gateway-key"), gateway)]);
    let builder = impatient(&server.url()).0.http(move |http| http.default_headers(headers.clone()));
    let client = builder.api_key("canary").build().unwrap();
    server.answer_next(Answer::status(500));
    let error = client.agents().list().await.unwrap_err();
    let session = client.sessions().open("assistant", "s");
    let (agents, sessions, pipelines, raw) = (client.agents(), client.sessions(), client.pipelines(), client.raw());
    let shown = format!("{error} {error:?} {client:?} {agents:?} {sessions:?} {pipelines:?} {session:?} {raw:?} {:?}", agents.list());
    assert!(!shown.contains("canary"), "{shown}");
    assert_eq!(server.received()[0].header("x-api-key"), Some("canary"));
}
