//! Complete response bodies: what is refused, and what is accepted; rows 21, 30 and 31.

use std::error::Error as _;

use agentspec_ext::{Error, ErrorKind, Outcome};
use serde_json::json;

use crate::run::Run;

/// Returns the error of a POST whose response cannot be read.
async fn unreadable(scenario: &str) -> Error {
    let error = Run::of(scenario).await.failed(ErrorKind::Decode, Outcome::Unknown).await;
    assert_eq!(error.code(), "decode_error", "{scenario}: {error:?}");
    error
}

fn source(error: &Error) -> String {
    error.source().expect("a source").to_string()
}

#[tokio::test]
async fn fault_21_anything_but_the_expected_object_is_refused_with_its_start_and_the_place() {
    for (scenario, body, place) in [
        ("21-empty-body", "", "EOF"),
        ("21-not-json", "Neural networks", "expected value"),
        ("21-half-json", "{\"output\": \"Neural", "EOF"),
        ("21-wrong-type", "{\"output\": 5, \"usage\": {\"input_tokens\": 8, \"output_tokens\": 2, \"total_tokens\": 10}}", "output: "),
        ("21-field-missing", "{\"output\": \"Neural networks\"}", "usage"),
        ("21-list", "[]", ""),
    ] {
        let error = unreadable(scenario).await;
        assert_eq!((error.status().unwrap().as_u16(), error.body()), (200, Some(body.as_bytes())), "{scenario}");
        assert!(source(&error).contains(place), "{scenario}: {}", source(&error));
        let error = Run::of(scenario).await.client.agents().list().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Decode, Outcome::Unknown, 1), "{scenario}: a GET");
    }
}

#[tokio::test]
async fn fault_30_an_unknown_field_is_kept() {
    let answer = Run::of("30-unknown-field").await.invoke().await.unwrap();
    assert_eq!((answer.output.as_str(), answer.usage.total_tokens), ("Neural networks", 10));
    assert_eq!((&answer.extra["mood"], &answer.usage.extra["cached"]), (&json!("good"), &json!(4)));
}

#[tokio::test]
async fn fault_30_an_unknown_value_is_kept() {
    let agents = Run::of("30-unknown-status").await.client.agents().list().await.unwrap();
    assert_eq!(agents[0].status.to_string(), "hibernating");
    assert!(agents[0].skills.is_empty());
}

#[tokio::test]
async fn fault_31_an_integral_float_is_an_integer_and_a_fraction_is_not() {
    let usage = Run::of("31-integral-float").await.invoke().await.unwrap().usage;
    assert_eq!((usage.input_tokens, usage.output_tokens, usage.total_tokens), (8, 2, 10));
    let error = unreadable("31-fraction").await;
    assert!(source(&error).starts_with("usage.input_tokens: "), "{}", source(&error));
}

#[tokio::test]
async fn fault_31_the_last_of_two_equal_keys_counts() {
    assert_eq!(Run::of("31-duplicate-keys").await.invoke().await.unwrap().output, "Neural networks");
}

#[tokio::test]
async fn fault_31_deep_nesting_is_refused() {
    let error = unreadable("31-deep-nesting").await;
    assert!(source(&error).contains("recursion limit"), "{}", source(&error));
}
