//! JSON beyond the standard that is accepted: rows 42, 43 and 48.

use std::error::Error as _;

use agentspec_ext::{ErrorKind, Outcome, StreamEvent};
use serde_json::json;

use crate::run::Run;

#[tokio::test]
async fn fault_42_half_of_a_surrogate_pair_becomes_a_replacement_character() {
    Run::of("42-emoji-in-two-tokens").await.read().await.whole_as(["Hi \u{fffd}", "\u{fffd}!", "done"]);
    assert_eq!(Run::of("42-emoji-in-two-tokens").await.collect().await.unwrap(), "Hi \u{fffd}\u{fffd}!");

    let answer = Run::of("42-half-of-a-pair-in-an-answer").await.invoke().await.unwrap();
    assert_eq!((answer.output.as_str(), &answer.extra["\u{fffd}"]), ("Hi \u{fffd}", &json!(["😀"])));
    let error = Run::of("42-half-of-a-pair-in-an-error").await.failed(ErrorKind::NotFound, Outcome::Rejected).await;
    assert_eq!((error.code(), error.message()), ("not_found", "No agent \u{fffd}"));
}

#[tokio::test]
async fn fault_43_a_byte_order_mark_before_json_is_ignored() {
    assert_eq!(Run::of("43-byte-order-mark").await.invoke().await.unwrap().output, "Neural networks");
    let error = Run::of("43-byte-order-mark-before-an-error").await.failed(ErrorKind::NotFound, Outcome::Rejected).await;
    assert_eq!((error.code(), error.message()), ("not_found", "There is no such agent."));
    let error = Run::of("43-byte-order-mark-before-an-error-in-200").await.failed(ErrorKind::RateLimit, Outcome::Unknown).await;
    assert_eq!((error.code(), error.message()), ("rate_limited", "Slow down."));
}

#[tokio::test]
async fn fault_48_arguments_keep_their_order_and_their_integers() {
    let events = Run::of("48-arguments").await.read().await.whole();
    let StreamEvent::ToolCall(call) = &events[0] else { panic!("{events:?}") };
    let expected = r#"{"zeta":"2000000000000000000001","alpha":{"c":"-9223372036854775809","b":1.0}}"#;
    assert_eq!(serde_json::to_string(&call.arguments).unwrap(), expected);
}

#[tokio::test]
async fn fault_48_a_number_beyond_the_range_of_a_float_keeps_its_text() {
    let events = Run::of("48-no-numbers").await.read().await.whole();
    let StreamEvent::ToolResult(result) = &events[0] else { panic!("{events:?}") };
    assert_eq!(result.output, json!(["NaN", "Infinity", "-Infinity", "1e400", "-1E+999", 1e308]));
}

#[tokio::test]
async fn fault_48_unknown_fields_of_a_response_are_kept_unchanged() {
    let answer = Run::of("48-answer").await.invoke().await.unwrap();
    let expected = r#"{"zeta":{"y":"18446744073709551616","x":"NaN"},"alpha":"1e400"}"#;
    assert_eq!(serde_json::to_string(&answer.extra).unwrap(), expected);
}

#[tokio::test]
async fn fault_48_the_error_of_a_field_out_of_range_names_its_place() {
    for (scenario, number) in [("48-no-number-of-tokens", "NaN"), ("48-integer-beyond-64-bits-of-tokens", "18446744073709551616")] {
        let error = Run::of(scenario).await.failed(ErrorKind::Decode, Outcome::Unknown).await;
        let source = error.source().unwrap().to_string();
        assert!(source.starts_with(&format!("usage.input_tokens: invalid type: the number {number}")), "{source}");
    }
}
