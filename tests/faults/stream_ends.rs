//! The ends of a stream: rows 26 to 29. It ends by `done` or `error`; any other end is an error with the number of events that arrived.

use agentspec_ext::{ErrorKind, Outcome, StreamEvent};
use futures::StreamExt;

use crate::run::Run;

#[tokio::test]
async fn fault_26_the_end_of_the_body_is_not_the_end_of_the_stream() {
    for (scenario, labels) in [
        ("26-no-end-event", &["Neural", " networks"][..]),
        ("26-no-event-at-all", &[]),
        ("26-no-end-event-and-closed", &["Neural", " networks"]),
        ("26-unterminated-token", &["Neural"]),
    ] {
        let outcome = if labels.is_empty() { Outcome::Unknown } else { Outcome::Partial };
        let error = Run::of(scenario).await.read().await.failed(ErrorKind::Interrupted, outcome, labels);
        assert_eq!(error.code(), "stream_interrupted");
        let noun = if labels.len() == 1 { "event" } else { "events" };
        assert!(error.message().contains(&format!("after {} {noun},", labels.len())), "{scenario}: {error}");
        assert!(error.correlation_id().is_some());
        let run = Run::of(scenario).await;
        let error = run.stream().await.text().await.unwrap_err();
        assert_eq!((error.kind(), error.events()), (ErrorKind::Interrupted, Some(labels.len() as u64)), "{scenario}, collected");
    }
}

#[tokio::test]
async fn fault_27_an_unterminated_last_block_counts_if_it_is_a_complete_end() {
    for (scenario, end) in [
        ("27-unterminated-done", "done"),
        ("27-done-without-its-blank-line", "done"),
        ("27-unterminated-done-of-gzip", "done"),
        ("27-unterminated-error", "error"),
    ] {
        Run::of(scenario).await.read().await.whole_as(["Neural", " networks", end]);
    }
}

#[tokio::test]
async fn fault_27_an_incomplete_done_is_not_an_end() {
    Run::of("27-half-done").await.read().await.failed(ErrorKind::Interrupted, Outcome::Partial, &["Neural", " networks"]);
}

#[tokio::test]
async fn fault_28_data_after_the_end_is_ignored() {
    for scenario in [
        "28-token-after-done",
        "28-second-done",
        "28-error-after-done",
        "28-garbage-after-done",
        "28-cut-after-done",
        "28-reset-after-done",
        "28-endless-after-done",
    ] {
        Run::of(scenario).await.read().await.whole_as(["Neural", " networks", "done"]);
        let text = Run::of(scenario).await.collect().await;
        assert_eq!(text.unwrap(), "Neural networks", "{scenario}, collected");
    }
}

#[tokio::test]
async fn fault_29_an_error_event_is_delivered_and_ends_the_stream_cleanly() {
    for (scenario, labels, code) in [
        ("29-error-event", &["Neural", " networks", "error"][..], "rate_limited"),
        ("29-unknown-error-event", &["Neural", " networks", "error"], "out_of_cheese"),
        ("29-error-event-first", &["error"], "internal_error"),
        ("29-error-event-and-cut", &["Neural", " networks", "error"], "internal_error"),
    ] {
        let events = Run::of(scenario).await.read().await.whole_as(labels);
        let Some(StreamEvent::Error(error)) = events.last() else { panic!("{events:?}") };
        assert_eq!(error.code, code, "{scenario}");
    }
}

#[tokio::test]
async fn fault_29_collecting_the_stream_fails_with_the_kind_of_the_code() {
    for (scenario, kind, code, message, events) in [
        ("29-error-event", ErrorKind::RateLimit, "rate_limited", "Slow down.", 2),
        ("29-unknown-error-event", ErrorKind::Server, "out_of_cheese", "Redo from start.", 2),
        ("29-error-event-first", ErrorKind::Server, "internal_error", "The model stopped.", 0),
        ("29-error-event-and-cut", ErrorKind::Server, "internal_error", "The model stopped.", 2),
    ] {
        let run = Run::of(scenario).await;
        let text = run.collect().await.unwrap_err();
        let answer = run.stream().await.final_response().await.unwrap_err();
        let blocking = run.blocking(|client| client.agents().stream("assistant", "Hello").call().unwrap().text().unwrap_err());
        let pieces: Vec<_> = run.stream().await.text_stream().collect().await;
        let piece = pieces.into_iter().last().unwrap().unwrap_err();
        for error in [text, answer, blocking, piece] {
            assert_eq!((error.kind(), error.code(), error.message()), (kind, code, message), "{scenario}");
            let outcome = if events == 0 { Outcome::Unknown } else { Outcome::Partial };
            assert_eq!((error.events(), error.attempts(), error.outcome()), (Some(events), 1, outcome), "{scenario}");
        }
    }
}
