//! Received requests.

use agentspec_mock::{Answer, MockServer};
use agentspec_tests::Checked;
use serde_json::json;

use crate::client::{call, get, post};

#[tokio::test]
async fn every_request_is_kept_in_order_including_refused_ones() {
    let server = MockServer::builder().api_key("key").start().await.unwrap().checked();
    get(&server, "/v1/agents").await;
    get(&server, "/nowhere?a=%20b").await;
    server.answer_next(Answer::status(503));
    post(&server, "/v1/agents/a%2Fb/invoke", &json!({ "input": "Hi" })).await;

    let received = server.received();
    assert_eq!(server.received_count(), 3);
    let seen: Vec<_> = received.iter().map(|it| (it.method.as_str(), it.path.as_str(), it.query.as_str(), it.operation)).collect();
    assert_eq!(
        seen,
        [
            ("GET", "/v1/agents", "", Some("list_agents")),
            ("GET", "/nowhere", "a=%20b", None),
            ("POST", "/v1/agents/a%2Fb/invoke", "", Some("invoke_agent")),
        ]
    );
    assert_eq!(received[2].json(), Some(json!({ "input": "Hi" })));
    assert_eq!(received[2].header("content-type"), Some("application/json"));
    assert_eq!(received[0].json(), None);
}

#[tokio::test]
async fn credentials_can_be_read_and_are_not_shown() {
    let server = MockServer::start().await.checked();
    let call = call(&server, "GET", "/v1/agents").header("X-API-Key", "s3cret").header("Authorization", "Bearer t0ken");
    call.send().await;
    let received = &server.received()[0];
    assert_eq!(received.header("x-api-key"), Some("s3cret"));
    assert_eq!(received.header("authorization"), Some("Bearer t0ken"));
    let shown = format!("{received:?} {:?} {server:?}", received.headers);
    assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
}

#[tokio::test]
async fn a_server_that_does_not_record_keeps_nothing() {
    let server = MockServer::builder().recording(false).start().await.unwrap().checked();
    get(&server, "/healthz").await;
    assert_eq!(server.received_count(), 0);
}
