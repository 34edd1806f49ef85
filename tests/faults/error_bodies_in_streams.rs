//! Error bodies in a stream in place of an `error` event: row 44.

use agentspec_ext::{ErrorKind, Outcome, StreamEvent};
use serde_json::{Value, json};

use crate::run::Run;

const SCENARIOS: [&str; 6] = ["44-nested", "44-flat", "44-nested-and-named", "44-flat-and-named", "44-named", "44-unterminated"];

#[tokio::test]
async fn fault_44_an_error_body_is_an_error_event_and_ends_the_stream() {
    for scenario in SCENARIOS {
        let events = Run::of(scenario).await.read().await.whole_as(["Neural", "error"]);
        let StreamEvent::Error(error) = &events[1] else { panic!("{events:?}") };
        assert_eq!((error.code.as_str(), error.message.as_str()), ("rate_limited", "Slow down."), "{scenario}");
    }
}

#[tokio::test]
async fn fault_44_collecting_the_stream_fails_by_its_code() {
    for scenario in SCENARIOS {
        let error = Run::of(scenario).await.collect().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), error.events()), (ErrorKind::RateLimit, Outcome::Partial, Some(1)), "{scenario}");
        assert_eq!((error.code(), error.message()), ("rate_limited", "Slow down."), "{scenario}");
    }
    let error = Run::of("44-message-alone").await.collect().await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.message()), (ErrorKind::Server, "internal_error", "The model stopped."));
}

#[tokio::test]
async fn fault_44_further_fields_of_an_error_body_are_kept() {
    let events = Run::of("44-nested").await.read().await.whole();
    let StreamEvent::Error(error) = &events[1] else { panic!("{events:?}") };
    let expected = json!({"error": {"code": "rate_limited", "message": "Slow down.", "wait": 3}});
    assert_eq!(Value::Object(error.extra.clone().into()), expected);
}
