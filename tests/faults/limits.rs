//! Size limits: row 24. `memory.rs` measures the memory that is used.

use agentspec_ext::{ErrorKind, Outcome};

use crate::run::Run;

#[tokio::test]
async fn fault_24_a_head_that_is_too_large_is_refused() {
    for scenario in ["24-large-header", "24-many-headers"] {
        let error = Run::of(scenario).await.refused(ErrorKind::TooLarge, Outcome::Unknown).await;
        assert_eq!(error.code(), "too_large", "{scenario}: {error:?}");
    }
}

#[tokio::test]
async fn fault_24_an_event_that_is_too_large_ends_the_stream_after_the_events_before_it() {
    for scenario in ["24-large-line", "24-large-event", "24-endless-line"] {
        let run = Run::of(scenario).await;
        let error = run.read().await.failed(ErrorKind::TooLarge, Outcome::Partial, &["Neural"]);
        assert!(error.is_decode() && error.code() == "too_large", "{scenario}: {error}");
        assert!(error.message().contains("event 2") && error.message().contains("16777216 bytes"), "{scenario}: {error}");
        run.closed().await;
    }
}

#[tokio::test]
async fn fault_24_the_user_can_set_the_limit_of_an_event() {
    let small = Run::with("16-one-event-a-chunk", |builder| builder.event_limit(20)).await;
    small.read().await.failed(ErrorKind::TooLarge, Outcome::Unknown, &[]);
    let large = Run::with("24-large-line", |builder| builder.event_limit(32 << 20)).await.read().await;
    assert_eq!(large.labels.iter().map(String::len).collect::<Vec<_>>(), [6, 20_000_000, 4]);
}

#[tokio::test]
async fn fault_24_an_endless_body_is_refused() {
    let run = Run::of("24-endless-json").await;
    let error = run.failed(ErrorKind::TooLarge, Outcome::Unknown).await;
    assert_eq!(error.code(), "too_large", "{error:?}");
    assert!(error.body().unwrap().starts_with(b"{\"output\": \"xxx"), "{error:?}");
    run.closed().await;
}

#[tokio::test]
async fn fault_24_a_comment_or_an_unknown_field_of_any_length_is_discarded() {
    for scenario in ["24-large-comment", "24-large-unknown-field"] {
        let run = Run::with(scenario, |builder| builder.event_limit(1 << 10)).await;
        run.read_async().await.whole_as(["Neural", " networks", "done"]);
    }
}

#[tokio::test]
async fn fault_24_an_event_that_is_too_large_when_decompressed_is_refused_too() {
    let steps = "  - stream: gzip\n  - gzip: 'data: '\n  - gzip: { fill: x, bytes: 50000000 }\n  - hang\n";
    let run = Run::scripted(steps).await;
    let error = run.client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}
