//! Repeats of a request under one `Idempotency-Key`.

use agentspec_mock::MockServer;
use serde_json::{Value, json};

use crate::client::{Reply, ask, call, get, session};

async fn keyed(server: &MockServer, path: &str, key: &str, body: &Value) -> Reply {
    call(server, "POST", path).header("Idempotency-Key", key).json(body).send().await
}

#[tokio::test]
async fn a_repeat_gets_the_same_answer_and_the_turn_is_taken_once() {
    let server = MockServer::start().await;
    let path = format!("{}/continue", session(&server).await);
    let body = json!({ "input": "Hello" });
    let first = keyed(&server, &path, "k1", &body).await;
    let again = keyed(&server, &path, "k1", &body).await;
    assert_eq!(first.text, again.text);
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    assert_ne!(first.header("x-correlation-id"), again.header("x-correlation-id"));
    assert_eq!(keyed(&server, &path, "k2", &body).await.json()["turn"], 2);
}

#[tokio::test]
async fn a_repeated_stream_has_the_same_bytes_and_its_turn_is_taken_once() {
    let server = MockServer::start().await;
    let path = session(&server).await;
    let body = json!({ "input": "What is 2 + 2?" });
    let first = keyed(&server, &format!("{path}/stream"), "k", &body).await;
    let again = keyed(&server, &format!("{path}/stream"), "k", &body).await;
    assert_eq!(first.text, again.text);
    assert_eq!(again.header("content-type"), "text/event-stream");
    assert_eq!(ask(&server, &format!("{path}/continue"), "Hello").await.json()["turn"], 2);
}

#[tokio::test]
async fn a_repeated_creation_makes_one_session() {
    let server = MockServer::start().await;
    let path = "/v1/agents/assistant/sessions";
    let first = keyed(&server, path, "k", &json!({})).await;
    let again = keyed(&server, path, "k", &json!({})).await;
    assert_eq!((again.status.as_u16(), &first.text), (201, &again.text));
    assert_eq!(get(&server, path).await.json()["total"], 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_or_path_is_a_422() {
    let server = MockServer::start().await;
    let path = "/v1/agents/assistant/invoke";
    let body = json!({ "input": "Hello" });
    keyed(&server, path, "k", &body).await;
    let other_body = keyed(&server, path, "k", &json!({ "input": "Bye" })).await;
    other_body.is_error(422, "invalid_request", "Idempotency-Key: this key was used");
    let other_path = keyed(&server, "/v1/agents/reviewer/invoke", "k", &body).await;
    other_path.is_error(422, "invalid_request", "Idempotency-Key: this key was used");
    assert_eq!(keyed(&server, path, "k", &body).await.status, 200);
}

#[tokio::test]
async fn a_refusal_is_not_kept() {
    let server = MockServer::start().await;
    let path = "/v1/agents/assistant/invoke";
    keyed(&server, path, "k", &json!({})).await.is_error(400, "invalid_request", "input");
    assert_eq!(keyed(&server, path, "k", &json!({ "input": "Hello" })).await.status, 200);
}

#[tokio::test]
async fn a_key_that_the_contract_forbids_is_a_400() {
    let server = MockServer::start().await;
    for key in ["", "a b", &"k".repeat(129)] {
        let reply = keyed(&server, "/v1/agents/assistant/invoke", key, &json!({ "input": "Hello" })).await;
        reply.is_error(400, "invalid_request", "Idempotency-Key: ");
    }
}
