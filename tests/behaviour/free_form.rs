//! Free-form JSON: the order of its keys and its numbers are kept.

use agentspec_ext::types::Metadata;
use agentspec_mock::Answer;
use agentspec_tests::{mock, mock_blocking};
use serde_json::{Value, json};

/// Returns a response format whose keys have this order.
fn format() -> Value {
    json!({"type": "json_schema", "properties": {"reasoning": {"type": "string"}, "answer": {"type": "string"}}})
}

const FORMAT: &str = r#"{"type":"json_schema","properties":{"reasoning":{"type":"string"},"answer":{"type":"string"}}}"#;

#[tokio::test]
async fn options_are_sent_in_the_order_in_which_they_were_given() {
    let (server, client, _) = mock().await;
    let call = client.agents().invoke("assistant", "Hello").option("zeta", 1).option("response_format", format()).option("alpha", 2);
    call.temperature(0.5).await.unwrap();
    let body = String::from_utf8(server.received()[0].body.to_vec()).unwrap();
    assert_eq!(body, format!(r#"{{"input":"Hello","options":{{"temperature":0.5,"zeta":1,"response_format":{FORMAT},"alpha":2}}}}"#));
}

#[tokio::test]
async fn metadata_keeps_its_order_both_ways() {
    let (server, client, _) = mock().await;
    let metadata = r#"{"zeta":{"y":1,"x":2.0},"alpha":[{"b":1,"a":2}],"beta":18446744073709551615}"#;
    let given: Metadata = serde_json::from_str(metadata).unwrap();
    let session = client.sessions().create("assistant").metadata_map(given).await.unwrap();
    assert_eq!(serde_json::to_string(&session.metadata).unwrap(), metadata);
    let body = String::from_utf8(server.received()[0].body.to_vec()).unwrap();
    assert_eq!(body, format!(r#"{{"metadata":{metadata}}}"#));
}

#[tokio::test]
async fn a_number_beyond_the_range_of_rust_numbers_keeps_its_text() {
    let (server, client, _) = mock().await;
    let metadata = r#"{"zeta":-9223372036854775809,"alpha":[NaN,1e400],"text":"\ud83d"}"#;
    let session = format!(r#"{{"session_id":"s","agent":"assistant","created_at":"2026-01-01T00:00:00Z","metadata":{metadata}}}"#);
    server.answer_next(Answer::status(200).header("content-type", "application/json").body(session));
    let session = client.sessions().create("assistant").await.unwrap();
    let expected = r#"{"zeta":"-9223372036854775809","alpha":["NaN","1e400"],"text":"�"}"#;
    assert_eq!(serde_json::to_string(&session.metadata).unwrap(), expected);
}

#[tokio::test]
async fn checks_of_health_keep_their_order() {
    let (server, client, _) = mock().await;
    server.answer_next(
        Answer::status(200)
            .header("content-type", "application/json")
            .body(r#"{"status": "ok", "version": "1", "checks": {"store": "ok", "models": "slow", "agents": "ok"}}"#),
    );
    let health = client.health().await.unwrap();
    let names: Vec<_> = health.checks.unwrap().keys().cloned().collect();
    assert_eq!(names, ["store", "models", "agents"]);
}

#[tokio::test]
async fn an_option_of_the_contract_is_the_one_with_a_setter() {
    let (server, client, _) = mock().await;
    let call = || client.agents().invoke("assistant", "Hello");
    call().option("max_tokens", 100.0).option("temperature", 1).await.unwrap();
    call().max_tokens(3).option("max_tokens", 4).await.unwrap();
    call().option("max_tokens", "x").option("max_tokens", 5).await.unwrap();
    call().max_tokens(3).option("max_tokens", Value::Null).await.unwrap();
    let options: Vec<_> = server.received().iter().map(|request| request.json().unwrap()["options"].to_string()).collect();
    assert_eq!(options, [r#"{"max_tokens":100,"temperature":1.0}"#, r#"{"max_tokens":4}"#, r#"{"max_tokens":5}"#, "null"]);
}

#[test]
fn a_wrong_type_of_an_option_is_named_before_anything_is_sent() {
    let (server, client, _) = mock_blocking();
    let long = "x".repeat(100);
    for (name, value, message) in [
        ("max_tokens", json!(1.5), "options.max_tokens is 1.5: give an integer, as in 100"),
        ("max_tokens", json!("100"), "options.max_tokens is \"100\": give an integer, as in 100"),
        ("max_tokens", json!(-1), "options.max_tokens is -1: give an integer, as in 100"),
        ("temperature", json!("hot"), "options.temperature is \"hot\": give a number, as in 0.2"),
        ("temperature", json!([long]), &format!("options.temperature is [\"{}…: give a number, as in 0.2", &long[..58])),
    ] {
        let error = client.agents().invoke("assistant", "Hello").option(name, value).call().unwrap_err();
        assert!(error.is_invalid_request() && error.attempts() == 0, "{error:?}");
        assert_eq!(error.message(), message);
    }
    assert_eq!(server.received_count(), 0);
}
