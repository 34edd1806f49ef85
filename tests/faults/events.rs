//! The contents of events: rows 21, 30 and 31, in a stream.

use std::error::Error as _;

use agentspec_ext::{ErrorKind, Outcome, StreamEvent};
use serde_json::{Value, json};

use crate::run::Run;

#[tokio::test]
async fn fault_21_an_unreadable_event_ends_the_stream_after_the_events_before_it() {
    for (scenario, body, place) in [
        ("21-malformed-event", "{\"type\": \"token\", \"content\":}", "expected value"),
        ("21-event-of-a-wrong-type", "{\"type\": \"token\", \"content\": 5}", "content"),
    ] {
        let error = Run::of(scenario).await.read().await.failed(ErrorKind::Decode, Outcome::Partial, &["Neural"]);
        assert!(error.message().contains("event 2"), "{scenario}: {error}");
        assert_eq!(error.body(), Some(body.as_bytes()), "{scenario}");
        let source = error.source().unwrap().to_string();
        assert!(source.contains(place), "{scenario}: {source}");
        assert_eq!(error.headers()["content-type"], "text/event-stream");
    }
}

#[tokio::test]
async fn fault_30_an_unknown_event_is_delivered_with_its_json() {
    let events = Run::of("30-unknown-event").await.read().await.whole_as(["Neural", "unknown", " networks", "done"]);
    let StreamEvent::Unknown(event) = &events[1] else { panic!("an unknown event") };
    assert_eq!(Value::Object(event.raw.clone()), json!({"type": "thought", "content": "Hm.", "depth": 2}));
    assert_eq!(Run::of("30-unknown-event").await.stream().await.text().await.unwrap(), "Neural networks");
}

#[tokio::test]
async fn fault_30_an_unknown_field_of_an_event_is_kept() {
    let events = Run::of("30-unknown-field-of-an-event").await.read().await.whole();
    let StreamEvent::Token(token) = &events[0] else { panic!("{events:?}") };
    assert_eq!(token.content, "Neural");
    assert_eq!(Value::Object(token.extra.clone().into()), json!({"confidence": 0.5, "logprobs": [1]}));
}

#[tokio::test]
async fn fault_31_an_integral_float_in_an_event_is_an_integer_and_a_fraction_is_not() {
    let events = Run::of("31-integral-float-in-an-event").await.read().await.whole();
    let Some(StreamEvent::Done(done)) = events.last() else { panic!("{events:?}") };
    assert_eq!((done.usage.input_tokens, done.usage.output_tokens), (8, 2));
    let error = Run::of("31-fraction-in-an-event").await.read().await.failed(ErrorKind::Decode, Outcome::Partial, &["Neural", " networks"]);
    let source = error.source().unwrap().to_string();
    assert!(source.starts_with("usage.input_tokens: "), "{source}");
}

#[tokio::test]
async fn fault_31_the_last_of_two_equal_keys_in_an_event_counts() {
    Run::of("31-duplicate-keys-in-an-event").await.read().await.whole_as(["Neural", " networks", "done"]);
}

#[tokio::test]
async fn fault_31_numbers_in_a_free_form_value_are_not_changed() {
    let events = Run::of("31-free-numbers-in-an-event").await.read().await.whole();
    let StreamEvent::ToolResult(result) = &events[0] else { panic!("{events:?}") };
    assert_eq!(result.output, json!([1.0, 100.0, 12_345_678_901_234_567_890_u64]));
}

#[tokio::test]
async fn fault_31_deep_nesting_in_an_event_is_refused() {
    let error = Run::of("31-deep-nesting-in-an-event").await.read().await.failed(ErrorKind::Decode, Outcome::Partial, &["Neural"]);
    let source = error.source().unwrap().to_string();
    assert!(source.contains("recursion limit"), "{source}");
}
