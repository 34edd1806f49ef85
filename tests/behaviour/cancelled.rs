//! The record of a cancelled call, and the partial text of a collector that failed.

use std::sync::Arc;
use std::time::Duration;

use agentspec_ext::{CallRecord, Client, Credential, Error, ErrorKind, LocalCause, Outcome};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{TestClock, mock};
use futures::FutureExt;
use futures::future::{pending, select};
use serde_json::json;
use tokio::sync::Notify;
use tokio::task::yield_now;

const TOKENS: &str = r#"
scripted:
  - stream: chunked
  - chunk: "data: {\"type\": \"token\", \"content\": \"Neural\"}\n\n"
  - chunk: "data: {\"type\": \"token\", \"content\": \" networks\"}\n\n"
"#;

fn known(error: &Error) -> (Outcome, u32, Option<&str>, Option<&str>) {
    (error.outcome(), error.attempts(), error.sent_correlation_id(), error.idempotency_key())
}

#[tokio::test]
async fn a_call_that_was_cancelled_under_way_may_have_run() {
    let (server, client, clock) = mock().await;
    let record = CallRecord::default();
    let unknown = record.error(LocalCause::Cancelled, 0);
    assert_eq!(known(&unknown), (Outcome::NotSent, 0, None, None), "no call was made");

    server.answer_next(Answer::status(503));
    server.answer_next(Answer::status(500).delay(Duration::from_secs(3600)));
    let call = client.agents().invoke("assistant", "Hello").correlation_id("mine").idempotency_key("key").record_in(&record);
    let task = tokio::spawn(call.into_future());
    while server.received_count() < 2 {
        yield_now().await;
    }
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    let error = record.error(LocalCause::Cancelled, 0);
    assert_eq!(known(&error), (Outcome::Unknown, 2, Some("mine"), Some("key")));
    assert_eq!((error.kind(), error.code(), error.is_local(), error.events()), (ErrorKind::Interrupted, "call_cancelled", true, None));
    let history: Vec<_> = error.history().iter().map(|attempt| (attempt.kind(), attempt.outcome())).collect();
    assert_eq!(history, [(ErrorKind::Server, Outcome::Rejected), (ErrorKind::Interrupted, Outcome::Unknown)]);
    assert_eq!(clock.delays().len(), 1);
    assert!(format!("{record:?}").contains("mine"));
}

#[tokio::test]
async fn a_call_that_was_cancelled_before_it_was_sent_is_not_sent() {
    let (server, client, _) = mock().await;
    let chat = client.sessions().open("assistant", client.sessions().create("assistant").await.unwrap().session_id);
    let _events = chat.continue_stream("Hello").await.unwrap();
    let record = CallRecord::default();
    let turn = chat.continue_("next").correlation_id("waits").record_in(&record).into_future();
    assert!(turn.now_or_never().is_none());
    let error = record.error(LocalCause::Cancelled, 0);
    assert_eq!((error.outcome(), error.attempts(), error.sent_correlation_id()), (Outcome::NotSent, 0, Some("waits")));
    assert_eq!(server.received_count(), 2);
}

#[tokio::test]
async fn a_pending_call_is_not_reported_as_not_sent_as_it_may_still_be_sent() {
    let server = MockServer::start().await;
    let go = Arc::new(Notify::new());
    let source = {
        let go = Arc::clone(&go);
        move || {
            let go = Arc::clone(&go);
            async move {
                go.notified().await;
                Credential::token("your-token")
            }
        }
    };
    let client = Client::builder().without_environment().base_url(server.url()).credential_source(source).build().unwrap();
    let record = CallRecord::default();
    let mut call = client.agents().invoke("assistant", "Hello").record_in(&record).into_future();
    assert!((&mut call).now_or_never().is_none());
    let error = record.error(LocalCause::Cancelled, 0);
    assert_eq!((error.outcome(), server.received_count()), (Outcome::Unknown, 0), "its credential is still being fetched");
    go.notify_one();
    call.await.unwrap();
    assert_eq!(server.received_count(), 1);

    let call = client.agents().invoke("assistant", "Hello").record_in(&record).into_future();
    assert!(call.now_or_never().is_none());
    let error = record.error(LocalCause::Cancelled, 0);
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "it was dropped, and is never sent");
    assert_eq!(server.received_count(), 1);
}

#[tokio::test]
async fn a_record_is_of_the_last_call_that_was_made() {
    let (_server, client, _) = mock().await;
    let record = CallRecord::default();
    for id in ["first", "second"] {
        client.agents().list().correlation_id(id).record_in(&record).await.unwrap();
        let error = record.error(LocalCause::Cancelled, 0);
        assert_eq!(known(&error), (Outcome::Unknown, 1, Some(id), None), "its response had arrived");
    }
}

#[tokio::test]
async fn a_turn_that_is_sent_again_may_have_run_before() {
    let (server, client, _) = mock().await;
    let chat = client.sessions().open("assistant", client.sessions().create("assistant").await.unwrap().session_id);
    server.answer_next(Answer::status(500));
    chat.continue_("Hello").idempotency_key("key").await.unwrap_err();
    for status in [404, 429] {
        server.answer_next(Answer::status(status));
        let error = chat.send_again().max_retries(0).await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!((error.outcome(), error.history()[0].outcome()), (Outcome::Unknown, Outcome::Rejected), "the first time may have run");
        assert_eq!(error.idempotency_key(), Some("key"));
    }
    let error = chat.send_again().deadline(Duration::ZERO).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 0));
    chat.send_again().await.unwrap();
}

#[tokio::test]
async fn each_poll_of_a_watch_and_its_deadline_report_their_own_request() {
    let (server, client, clock) = mock().await;
    let at = "2026-01-15T09:30:00Z";
    let run = json!({"run_id": "run-1", "pipeline": "p", "status": "running", "steps": [], "started_at": at, "elapsed_ms": 1});
    server.answer_next(Answer::status(200).json(run));
    let mut changes = client.pipelines().watch("p").deadline(Duration::from_secs(30)).changes();
    let error = futures::StreamExt::next(&mut changes).await.unwrap().unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.sent_correlation_id(), server.received()[1].header("x-correlation-id"));

    clock.stop_at_deadlines();
    let error = client.pipelines().wait("research-and-summarize").deadline(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!((error.is_timeout(), error.outcome(), error.is_local()), (true, Outcome::Unknown, false));
    assert!(error.sent_correlation_id().is_some());
}

#[tokio::test]
async fn each_page_of_a_listing_reports_its_own_request() {
    let (server, client, _) = mock().await;
    for _ in 0..2 {
        client.sessions().create("assistant").await.unwrap();
    }
    let mut all = client.sessions().list("assistant").limit(1).max_retries(0).all();
    futures::StreamExt::next(&mut all).await.unwrap().unwrap();
    server.answer_next(Answer::status(503));
    let error = futures::StreamExt::next(&mut all).await.unwrap().unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Rejected));
    assert_eq!(error.sent_correlation_id(), server.received()[3].header("x-correlation-id"));
    assert_ne!(error.sent_correlation_id(), server.received()[2].header("x-correlation-id"));
}

async fn scripted(steps: &str, key: &str) -> (MockServer, Client) {
    let server = MockServer::builder().scenarios(&format!("{TOKENS}{steps}")).unwrap().start().await.unwrap();
    let url = server.scenario_url("scripted", "run");
    let client = Client::builder().without_environment().base_url(url).api_key(key).clock(TestClock::default()).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn the_partial_text_of_a_collector_is_on_its_error() {
    let failed = r#"  - chunk: "data: {\"type\": \"error\", \"code\": \"internal_error\", \"message\": \"Stopped.\"}\n\n"
  - last_chunk"#;
    let unreadable = r#"  - chunk: "data: {\"type\": \"token\", \"content\": 5}\n\n""#;
    for (steps, kind) in [("  - fin", ErrorKind::Interrupted), (failed, ErrorKind::Server), (unreadable, ErrorKind::Decode)] {
        let (_server, client) = scripted(steps, "k").await;
        let text = client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap_err();
        let whole = client.agents().stream("assistant", "Hello").await.unwrap().final_response().await.unwrap_err();
        for error in [text, whole] {
            assert_eq!((error.kind(), error.partial_text()), (kind, Some("Neural networks")), "{error:?}");
            assert!(!error.to_string().contains("Neural") && !error.is_local());
        }
    }
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(404));
    assert_eq!(client.agents().stream("assistant", "Hello").await.unwrap_err().partial_text(), None, "nothing was collected");
}

#[tokio::test]
async fn the_partial_text_of_an_error_does_not_show_the_credential() {
    let (_server, client) = scripted("  - fin", "Neural networks").await;
    let error = client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap_err();
    assert_eq!(error.partial_text(), Some("[redacted]"));
    let (_server, client) = scripted("  - fin", "networks-and-more").await;
    let error = client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap_err();
    assert_eq!(error.partial_text(), Some("Neural [redacted]"), "nor a prefix of it");
}

#[tokio::test]
async fn the_partial_text_of_a_cancelled_collector_is_in_the_record_of_its_call() {
    let (_server, client) = scripted("  - hang", "networks").await;
    let events = client.agents().stream("assistant", "Hello").correlation_id("mine").await.unwrap();
    let record = events.record().clone();
    let cancelled = async {
        // Dropped after the text has arrived; that is when it is recorded.
        let collecting = events.text().boxed();
        let mut collecting = select(collecting, pending::<()>());
        for _ in 0..10_000 {
            assert!((&mut collecting).now_or_never().is_none());
            yield_now().await;
        }
    };
    cancelled.await;
    let error = record.error(LocalCause::Interrupted, 0);
    assert_eq!((error.partial_text(), error.events()), (Some("Neural [redacted]"), Some(2)));
    assert_eq!((error.outcome(), error.sent_correlation_id()), (Outcome::Partial, Some("mine")));
}

#[tokio::test]
async fn an_error_shows_whether_the_sdk_or_the_server_refused() {
    let (server, client, _) = mock().await;
    let chat = client.sessions().open("assistant", client.sessions().create("assistant").await.unwrap().session_id);
    server.answer_next(Answer::status(500));
    chat.continue_("Hello").await.unwrap_err();
    for error in [
        client.agents().invoke("", "Hello").await.unwrap_err(),
        client.agents().list().correlation_id("two words").await.unwrap_err(),
        chat.continue_("next").await.unwrap_err(),
        Client::builder().base_url("nonsense").build().unwrap_err(),
        Error::refused("not today"),
    ] {
        assert!(error.is_local() && !error.may_have_run(), "{error:?}");
    }
    server.answer_next(Answer::error(400, "invalid_request", "No."));
    let refused = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert!(refused.is_invalid_request() && !refused.is_local());
    let unreachable = Client::builder().without_environment().base_url("http://127.0.0.1:1").max_retries(0).build().unwrap();
    assert!(!unreachable.agents().list().await.unwrap_err().is_local());
    assert!(!client.agents().list().deadline(Duration::ZERO).await.unwrap_err().is_local(), "an expired deadline is no refusal");
}
