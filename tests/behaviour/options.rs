//! The options that every call has.

use agentspec_ext::types::InvokeOptions;
use agentspec_mock::Answer;
use agentspec_tests::mock;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::json;

#[tokio::test]
async fn ids_and_headers_are_on_the_wire_as_they_were_given() {
    let (server, client, _) = mock().await;
    let header = (HeaderName::from_static("x-team"), HeaderValue::from_static("blue"));
    let call = client.agents().invoke("assistant", "Hello").correlation_id("call-1").idempotency_key("key-1");
    call.header(header.0, header.1).await.unwrap();
    let request = &server.received()[0];
    assert_eq!(request.header("x-correlation-id"), Some("call-1"));
    assert_eq!(request.header("idempotency-key"), Some("key-1"));
    assert_eq!(request.header("x-team"), Some("blue"));
}

#[tokio::test]
async fn an_id_that_no_header_can_hold_is_refused_before_anything_is_sent() {
    let (server, client, _) = mock().await;
    for id in ["", "a b", "a\nb", "ä"] {
        let error = client.agents().list().correlation_id(id).await.unwrap_err();
        assert!(error.is_invalid_request() && error.message().contains("correlation_id"), "{error}");
        let error = client.agents().invoke("assistant", "Hello").idempotency_key(id).await.unwrap_err();
        assert!(error.is_invalid_request() && error.message().contains("idempotency_key"), "{error}");
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn a_header_that_is_set_otherwise_is_refused_before_anything_is_sent() {
    let (server, client, _) = mock().await;
    for (name, told) in [
        ("x-correlation-id", "use correlation_id"),
        ("idempotency-key", "use idempotency_key"),
        ("authorization", "give the credential to the client"),
        ("x-api-key", "give the credential to the client"),
        ("content-length", "it follows from the body"),
        ("host", "it follows from the base URL"),
    ] {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static("3"));
        let error = client.agents().invoke("assistant", "Hello").header(name.clone(), value).await.unwrap_err();
        assert!(error.is_invalid_request() && error.message().contains(name.as_str()) && error.message().contains(told), "{error}");
    }
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn options_can_be_shared_between_calls() {
    let (server, client, _) = mock().await;
    let mut options = InvokeOptions::default();
    options.temperature = Some(0.5);
    client.agents().invoke("assistant", "Hello").options(options.clone()).await.unwrap();
    client.agents().invoke("assistant", "Hello").options(options).max_tokens(3).await.unwrap();
    let bodies: Vec<_> = server.received().iter().map(|request| request.json().unwrap()["options"].clone()).collect();
    assert_eq!(bodies, [json!({"temperature": 0.5}), json!({"temperature": 0.5, "max_tokens": 3})]);
}

#[tokio::test]
async fn a_temperature_that_is_no_number_is_refused_before_anything_is_sent() {
    let (server, client, _) = mock().await;
    let error = client.agents().invoke("assistant", "Hello").temperature(f64::NAN).await.unwrap_err();
    assert!(error.is_invalid_request() && error.message().contains("temperature"), "{error}");
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn a_response_has_its_status_headers_correlation_id_and_attempts() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(503));
    let session = client.sessions().create("assistant").correlation_id("call-2").send().await.unwrap();
    assert_eq!((session.status().as_u16(), session.attempts(), session.correlation_id()), (201, 2, "call-2"));
    assert_eq!(session.headers()["x-correlation-id"], "call-2");
    assert_eq!(session.into_value().agent, "assistant");
}

#[tokio::test]
async fn a_repeated_idempotency_key_is_answered_from_store() {
    let (_server, client, _) = mock().await;
    let create = || client.sessions().create("assistant").idempotency_key("once").into_future();
    assert_eq!(create().await.unwrap().session_id, create().await.unwrap().session_id);
    assert_eq!(client.sessions().list("assistant").await.unwrap().total, 1);
}
