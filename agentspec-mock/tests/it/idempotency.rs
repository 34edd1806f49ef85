//! Repeated requests with the same `Idempotency-Key`.

use std::time::Duration;

use agentspec_mock::MockServer;
use agentspec_tests::Checked;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::client::{Reply, ask, call, get, session};

async fn keyed(server: &MockServer, path: &str, key: &str, body: &Value) -> Reply {
    call(server, "POST", path).header("Idempotency-Key", key).json(body).send().await
}

#[tokio::test]
async fn a_repeat_gets_the_same_answer_and_the_turn_is_taken_once() {
    let server = MockServer::start().await.checked();
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
    let server = MockServer::start().await.checked();
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
    let server = MockServer::start().await.checked();
    let path = "/v1/agents/assistant/sessions";
    let first = keyed(&server, path, "k", &json!({})).await;
    let again = keyed(&server, path, "k", &json!({})).await;
    assert_eq!((again.status.as_u16(), &first.text), (201, &again.text));
    assert_eq!(get(&server, path).await.json()["total"], 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_or_path_is_a_422() {
    let server = MockServer::start().await.checked();
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
async fn an_error_is_not_stored() {
    let server = MockServer::start().await.checked();
    let path = "/v1/agents/assistant/invoke";
    keyed(&server, path, "k", &json!({})).await.is_error(400, "invalid_request", "input");
    assert_eq!(keyed(&server, path, "k", &json!({ "input": "Hello" })).await.status, 200);
}

#[tokio::test]
async fn a_key_that_the_contract_forbids_is_a_400() {
    let server = MockServer::start().await.checked();
    for key in ["", "a b", &"k".repeat(129)] {
        let reply = keyed(&server, "/v1/agents/assistant/invoke", key, &json!({ "input": "Hello" })).await;
        reply.is_error(400, "invalid_request", "Idempotency-Key: ");
    }
}

const RUN: &str = "/v1/pipelines/research-and-summarize/run";
const STATUS: &str = "/v1/pipelines/research-and-summarize/status";
const HOUR: Duration = Duration::from_secs(3600);

/// Starts a run of an hour with the key `k`, and waits until it is in progress.
async fn slow_run(server: &MockServer) -> tokio::task::JoinHandle<Reply> {
    server.slow_step("research-and-summarize", "researcher", HOUR);
    let run = tokio::spawn(call(server, "POST", RUN).header("Idempotency-Key", "k").json(&json!({ "input": "Summarize tea." })).send());
    while get(server, STATUS).await.status != 200 {}
    run
}

/// Repeats that run.
fn repeat(server: &MockServer) -> tokio::task::JoinHandle<Reply> {
    tokio::spawn(call(server, "POST", RUN).header("Idempotency-Key", "k").json(&json!({ "input": "Summarize tea." })).send())
}

async fn received(server: &MockServer, operation: &str, count: usize) {
    while server.received().iter().filter(|it| it.operation == Some(operation)).count() < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_repeat_of_a_request_in_progress_waits_and_gets_the_same_answer() {
    let server = MockServer::start().await.checked();
    let first = slow_run(&server).await;
    let repeats = [repeat(&server), repeat(&server)];
    received(&server, "run_pipeline", 3).await;
    assert_eq!(get(&server, "/v1/agents").await.status, 200, "no other request waits");
    server.advance(HOUR);
    let first = first.await.unwrap();
    for again in join_all(repeats).await {
        let again = again.unwrap();
        assert_eq!((again.status.as_u16(), &again.text, again.header("idempotent-replayed")), (200, &first.text, "true"));
    }
    assert_eq!(get(&server, STATUS).await.json()["run_id"], "run-0001");
    assert!(get(&server, "/v1/metrics").await.text.contains("agentspec_idempotent_replays_total 2\n"));
}

#[tokio::test]
async fn a_repeat_waits_even_if_the_first_client_has_disconnected() {
    let server = MockServer::start().await.checked();
    let first = slow_run(&server).await;
    first.abort();
    let again = repeat(&server);
    received(&server, "run_pipeline", 2).await;
    server.advance(HOUR);
    let again = again.await.unwrap();
    assert_eq!((&again.json()["run_id"], again.header("idempotent-replayed")), (&json!("run-0001"), "true"));
}

#[tokio::test]
async fn another_body_is_refused_at_once_while_the_first_is_in_progress() {
    let server = MockServer::start().await.checked();
    let first = slow_run(&server).await;
    let other = keyed(&server, RUN, "k", &json!({ "input": "Summarize coffee." })).await;
    other.is_error(422, "invalid_request", "Idempotency-Key: this key was used");
    server.advance(HOUR);
    assert_eq!(first.await.unwrap().status, 200);
}

#[tokio::test]
async fn a_repeat_runs_itself_after_a_failure() {
    let server = MockServer::start().await.checked();
    server.fail_step("research-and-summarize", "researcher", "no_sources", "Nothing was found.");
    let first = slow_run(&server).await;
    let again = repeat(&server);
    received(&server, "run_pipeline", 2).await;
    server.advance(HOUR);
    assert_eq!(first.await.unwrap().status, 500);
    let again = again.await.unwrap();
    assert_eq!((&again.json()["run_id"], again.header("idempotent-replayed")), (&json!("run-0002"), ""));
}

#[tokio::test]
async fn concurrent_repeats_run_once() {
    let server = MockServer::start().await.checked();
    let path = "/v1/agents/assistant/sessions";
    let replies = join_all((0..20).map(|_| async { keyed(&server, path, "k", &json!({})).await })).await;
    assert!(replies.iter().all(|reply| reply.text == replies[0].text));
    assert_eq!(replies.iter().filter(|reply| reply.header("idempotent-replayed").is_empty()).count(), 1);
    assert_eq!((get(&server, path).await.json()["total"].take(), server.received_count()), (json!(1), 21));
}
