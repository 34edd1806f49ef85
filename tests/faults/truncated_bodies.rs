//! Truncated bodies: rows 9 to 11. A response is never half an object, and a stream never ends as if it were complete.

use agentspec_ext::{Error, ErrorKind, Outcome};

use crate::run::Run;
use crate::table::{Expected, Retried};

const BROKEN: Expected = Expected { kind: ErrorKind::Transport, outcome: Outcome::Unknown, retried: Retried::GetAndDelete };

/// Returns the error of a POST whose response is truncated.
async fn broken(scenario: &str) -> Error {
    BROKEN.of_whole(scenario).await;
    let error = Run::of(scenario).await.failed(ErrorKind::Transport, Outcome::Unknown).await;
    assert_eq!((error.code(), error.attempts()), ("transport_error", 1), "{scenario}: {error:?}");
    error
}

/// As [`broken`], for a response whose head and start of the body always arrive.
async fn broken_in_body(scenario: &str, body: &str) {
    let error = broken(scenario).await;
    assert_eq!(error.status().unwrap(), 200, "{scenario}");
    assert_eq!(error.body(), Some(body.as_bytes()), "{scenario}");
}

#[tokio::test]
async fn fault_09_a_truncated_body_is_never_half_an_object() {
    broken_in_body("09-early-end-in-json", "{\"output\": \"Neural").await;
    // A reset may overtake data that was sent before it.
    broken("09-reset-in-json").await;
}

#[tokio::test]
async fn fault_09_a_get_and_a_delete_are_retried_on_another_connection() {
    for scenario in ["09-reset-in-json-then-well", "09-early-end-in-json-then-well"] {
        let run = Run::of(scenario).await;
        let answer = run.client.agents().list().send().await.unwrap();
        assert_eq!((answer.attempts(), run.clock.delays().len()), (2, 1), "{scenario}");
        let connections = run.connections();
        assert!(connections.len() == 2 && connections[0] != connections[1], "{scenario}: {connections:?}");
    }
}

#[tokio::test]
async fn fault_10_complete_json_without_the_last_chunk_is_an_error() {
    let scenario = "10-json-without-last-chunk";
    let body = "{\"output\": \"Neural networks\", \"usage\": {\"input_tokens\": 8, \"output_tokens\": 2, \"total_tokens\": 10}}";
    broken_in_body(scenario, body).await;
}

#[tokio::test]
async fn fault_10_a_stream_without_its_last_chunk_is_interrupted() {
    for (scenario, labels) in [
        ("10-stream-without-last-chunk", &["Neural", " networks"][..]),
        ("10-stream-cut-in-a-chunk", &["Neural"]),
        ("10-stream-reset", &["Neural", " networks"]),
    ] {
        let error = Run::of(scenario).await.read().await.failed(ErrorKind::Interrupted, Outcome::Partial, labels);
        assert!(error.message().starts_with("the stream broke"), "{scenario}: {error}");
    }
}

#[tokio::test]
async fn fault_11_a_length_that_is_too_large_is_a_truncated_body() {
    broken_in_body("11-length-too-large", "{\"agents\": []}").await;
    Run::of("11-stream-length-too-large").await.read().await.failed(ErrorKind::Interrupted, Outcome::Partial, &["Neural", " networks"]);
}

#[tokio::test]
async fn fault_11_data_beyond_the_length_is_not_taken_for_the_next_response() {
    let run = Run::of("11-length-too-small").await;
    let error = run.client.agents().list().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Decode, Outcome::Unknown, 1));
    assert_eq!(error.body(), Some(&b"{\"output\":"[..]));
    assert_eq!(run.client.agents().invoke("assistant", "Hello").await.unwrap().output, "Neural networks");
    let connections = run.connections();
    assert!(connections.len() == 2 && connections[0] != connections[1], "the first is not reused: {connections:?}");
}
