//! Refused reads of a stream that is closed, consumed or shared: row 51. The error carries what is known of its request.

use agentspec_ext::{Error, ErrorKind, LocalCause, Outcome, blocking};
use futures::StreamExt;

use crate::run::Run;

const OPEN: &str = "51-open-stream";
const WHOLE: &str = "51-whole-stream";

/// Checks the code, and what the error knows of the request, which both clients sent with these ids.
#[track_caller]
fn check(error: &Error, kind: ErrorKind, code: &str, events: u64) {
    assert_eq!((error.kind(), error.code(), error.is_local()), (kind, code, true), "{error:?}");
    let outcome = if events == 0 { Outcome::Unknown } else { Outcome::Partial };
    assert_eq!((error.outcome(), error.may_have_run(), error.events()), (outcome, true, Some(events)), "{error:?}");
    let history: Vec<_> = error.history().iter().map(|attempt| (attempt.kind(), attempt.outcome())).collect();
    assert_eq!((error.attempts(), history), (2, vec![(ErrorKind::Server, Outcome::Rejected), (kind, outcome)]));
    assert_eq!((error.sent_correlation_id(), error.idempotency_key()), (Some("mine"), Some("key")));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
}

async fn stream(run: &Run) -> agentspec_ext::EventStream {
    run.client.agents().stream("assistant", "Hello").correlation_id("mine").idempotency_key("key").await.unwrap()
}

fn blocking_stream(client: &blocking::Client) -> blocking::EventStream {
    client.agents().stream("assistant", "Hello").correlation_id("mine").idempotency_key("key").call().unwrap()
}

#[tokio::test]
async fn fault_51_a_partly_read_stream_cannot_be_collected() {
    let run = Run::of(OPEN).await;
    let mut events = stream(&run).await;
    events.next().await.unwrap().unwrap();
    check(&events.text().await.unwrap_err(), ErrorKind::InvalidRequest, "stream_consumed", 1);
    run.closed().await;
    let error = run.blocking(|client| {
        let mut events = blocking_stream(client);
        events.next().unwrap().unwrap();
        events.final_response().unwrap_err()
    });
    check(&error, ErrorKind::InvalidRequest, "stream_consumed", 1);
}

#[tokio::test]
async fn fault_51_a_stream_that_has_ended_cannot_be_collected_and_stays_ended() {
    let run = Run::of(WHOLE).await;
    let mut events = stream(&run).await;
    while let Some(event) = events.next().await {
        event.unwrap();
    }
    assert!(events.next().await.is_none());
    check(&events.text().await.unwrap_err(), ErrorKind::InvalidRequest, "stream_consumed", 3);
    let error = run.blocking(|client| {
        let mut events = blocking_stream(client);
        assert_eq!(events.by_ref().map(Result::unwrap).count(), 3);
        assert!(events.next().is_none());
        events.text().unwrap_err()
    });
    check(&error, ErrorKind::InvalidRequest, "stream_consumed", 3);
}

#[tokio::test]
async fn fault_51_a_blocking_stream_that_must_not_wait_ends_with_what_is_known_of_its_request() {
    let run = Run::of(OPEN).await;
    let (mut taken, mut whole) = run.blocking(|client| {
        let mut taken = blocking_stream(client);
        taken.next().unwrap().unwrap();
        (taken, client.agents().stream("assistant", "Hello").correlation_id("mine").idempotency_key("key"))
    });
    check(&taken.next().unwrap().unwrap_err(), ErrorKind::Configuration, "configuration_error", 1);
    assert!(taken.next().is_none(), "at most one item is an error");
    let error = run.blocking(|_| taken.text().unwrap_err());
    check(&error, ErrorKind::InvalidRequest, "stream_consumed", 1);

    whole = whole.max_retries(0);
    let events = run.blocking(|_| whole.call().unwrap());
    let error = events.text().unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Configuration, Outcome::Unknown, 1));
    assert_eq!((error.is_local(), error.sent_correlation_id()), (true, Some("mine")));
}

#[tokio::test]
async fn fault_51_a_refusal_of_a_shared_stream_carries_what_is_known_of_its_request() {
    let run = Run::of(OPEN).await;
    let record = stream(&run).await.record().clone();
    let refusals = [
        (LocalCause::Closed, ErrorKind::Interrupted, "stream_closed"),
        (LocalCause::Interrupted, ErrorKind::Interrupted, "stream_interrupted"),
        (LocalCause::Consumed, ErrorKind::InvalidRequest, "stream_consumed"),
        (LocalCause::Busy, ErrorKind::InvalidRequest, "stream_busy"),
        (LocalCause::WrongOwner("it is another's".to_owned()), ErrorKind::InvalidRequest, "invalid_request"),
        (LocalCause::CannotBlock("not here".to_owned()), ErrorKind::Configuration, "configuration_error"),
    ];
    for (refusal, kind, code) in refusals {
        for events in [0, 1, 2] {
            check(&record.error(refusal.clone(), events), kind, code, events);
        }
    }
    assert!(record.error(LocalCause::Closed, 1).message().contains("after 1 event was taken"));
    assert!(record.error(LocalCause::Closed, 2).message().contains("after 2 events were taken"));
}
