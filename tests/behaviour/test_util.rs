//! The feature `test-util`, for users' own tests.

use std::error::Error as _;
use std::time::Duration;

use agentspec_ext::clock::Clock;
use agentspec_ext::retry::{Decision, RetryPolicy, Standard, StopReason, Strict};
use agentspec_ext::testing::{ErrorBuilder, FailedBuilder, ResponseBuilder, TestClock, failed_attempt};
use agentspec_ext::{Client, ClientBuilder, ErrorKind, Outcome, Phase};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{RawServer, Then};
use futures::StreamExt;
use serde_json::json;

const SECOND: Duration = Duration::from_secs(1);

fn client(url: &str, clock: &TestClock) -> ClientBuilder {
    Client::builder().without_environment().base_url(url).clock(clock.clone())
}

#[test]
fn a_built_error_has_the_values_that_were_set() {
    let first = failed_attempt(&ErrorBuilder::from_status(503).build(), SECOND);
    let last = failed_attempt(&ErrorBuilder::new(ErrorKind::Transport).build(), None);
    let error = ErrorBuilder::new(ErrorKind::Transport)
        .status(200)
        .header("x-a", "b")
        .body("half")
        .code("mine")
        .message("broken")
        .retry_after(SECOND)
        .correlation_id("call-1")
        .idempotency_key("key-1")
        .stopped_by(StopReason::MaxRetries)
        .history([first.clone(), last.clone()])
        .events(3)
        .partial_text("Neural")
        .source("reset")
        .build();
    assert_eq!((error.kind(), error.code(), error.message()), (ErrorKind::Transport, "mine", "broken"));
    assert_eq!((error.status().unwrap().as_u16(), &error.headers()["x-a"], error.body()), (200, &"b".parse().unwrap(), Some(&b"half"[..])));
    assert_eq!((error.retry_after(), error.correlation_id(), error.idempotency_key()), (Some(SECOND), Some("call-1"), Some("key-1")));
    assert_eq!((error.stopped_by(), error.events(), error.attempts()), (Some(StopReason::MaxRetries), Some(3), 2));
    assert_eq!(error.partial_text(), Some("Neural"));
    assert_eq!((error.history(), error.outcome()), (&[first, last][..], Outcome::Unknown));
    assert_eq!((error.source().unwrap().to_string(), error.to_string()), ("reset".into(), "mine: broken".into()));
}

#[tokio::test]
async fn a_built_error_of_a_response_equals_the_clients() {
    let server = MockServer::start().await;
    let client = client(&server.url(), &TestClock::new()).max_retries(0).build().unwrap();
    let error = r#"{"error": {"code": "budget_exceeded", "message": "None left."}}"#;
    for (status, body) in [(400, ""), (404, error), (429, error), (503, ""), (500, "oh"), (302, "")] {
        server.answer_next(Answer::status(status).header("retry-after", "7").header("content-type", "application/json").body(body));
        let expected = client.agents().invoke("assistant", "Hello").await.unwrap_err();
        let made =
            ErrorBuilder::from_status(status).header("retry-after", "7").header("content-type", "application/json").body(body).build();
        assert_eq!((made.kind(), made.code(), made.outcome()), (expected.kind(), expected.code(), expected.outcome()), "{status}");
        assert_eq!((made.status(), made.retry_after(), made.attempts()), (expected.status(), expected.retry_after(), expected.attempts()));
        assert_eq!(made.history(), expected.history());
    }
}

#[test]
fn a_built_error_of_a_kind_has_the_usual_outcome_of_that_kind() {
    for (kind, outcome, attempts) in [
        (ErrorKind::Configuration, Outcome::NotSent, 0),
        (ErrorKind::InvalidRequest, Outcome::NotSent, 0),
        (ErrorKind::Connect, Outcome::NotSent, 1),
        (ErrorKind::Timeout(Phase::Credential), Outcome::NotSent, 1),
        (ErrorKind::NotFound, Outcome::Rejected, 1),
        (ErrorKind::Timeout(Phase::Request), Outcome::Unknown, 1),
    ] {
        let error = ErrorBuilder::new(kind).build();
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (kind, outcome, attempts));
        assert_eq!(error.is_local(), attempts == 0);
    }
    assert!(!ErrorBuilder::from_status(400).build().is_local());
    for (kind, status) in [(ErrorKind::InvalidRequest, 400), (ErrorKind::Server, 503), (ErrorKind::Server, 500), (ErrorKind::Status, 302)] {
        let (made, expected) = (ErrorBuilder::new(kind).status(status).build(), ErrorBuilder::from_status(status).build());
        assert_eq!(
            (made.kind(), made.code(), made.outcome(), made.attempts()),
            (expected.kind(), expected.code(), expected.outcome(), expected.attempts())
        );
        assert_eq!(made.is_local(), expected.is_local());
    }
    let turn = ErrorBuilder::new(ErrorKind::Timeout(Phase::Turn)).build();
    assert_eq!((turn.outcome(), turn.attempts(), turn.is_connection()), (Outcome::NotSent, 0, false));
    let overdue = ErrorBuilder::new(ErrorKind::Timeout(Phase::Deadline)).outcome(Outcome::NotSent).attempts(0).build();
    assert!(overdue.is_timeout() && !overdue.is_connection());
}

#[test]
fn a_policy_can_be_called_with_a_constructed_failed_attempt() {
    let error = ErrorBuilder::from_status(502).build();
    let failed = FailedBuilder::new("invoke_agent", &error).attempt(3).elapsed(SECOND).build();
    assert_eq!((failed.operation(), failed.is_idempotent(), failed.attempt(), failed.elapsed()), ("invoke_agent", false, 3, SECOND));
    assert_eq!((Standard.decide(&failed), Strict.decide(&failed)), (Decision::RetryAfter(SECOND * 4), Decision::GiveUp));
    assert_eq!(Strict.decide(&FailedBuilder::new("list_agents", &error).build()), Decision::RetryAfter(SECOND));
    assert_eq!(Standard.decide(&FailedBuilder::new("list_agents", &error).retry(Decision::GiveUp).build()), Decision::GiveUp);
}

#[test]
fn a_built_response_has_the_values_that_were_set() {
    let before = failed_attempt(&ErrorBuilder::from_status(503).build(), SECOND);
    let response = ResponseBuilder::new(7).status(201).header("x-a", "b").correlation_id("call-1").history([before.clone()]).build();
    assert_eq!((response.value, response.status().as_u16(), &response.headers()["x-a"]), (7, 201, &"b".parse().unwrap()));
    assert_eq!((response.correlation_id(), response.attempts(), response.history()), ("call-1", 2, &[before][..]));
}

#[tokio::test]
async fn the_test_clock_elapses_delays_at_once_and_counts_them_towards_the_deadline() {
    let server = MockServer::start().await;
    let clock = TestClock::new();
    let client = client(&server.url(), &clock).deadline(SECOND * 4).max_retries(9).build().unwrap();
    for _ in 0..3 {
        server.answer_next(Answer::status(503));
    }
    let error = client.agents().list().await.unwrap_err();
    assert_eq!((clock.delays(), error.stopped_by()), (vec![SECOND, SECOND * 2], Some(StopReason::Deadline)));
    assert_eq!((clock.elapsed(), clock.monotonic()), (SECOND * 3, SECOND * 3));
    clock.set_random(0.5);
    server.answer_next(Answer::status(503).header("retry-after", "2"));
    client.agents().list().await.unwrap();
    assert_eq!(clock.delays().last(), Some(&(SECOND * 21 / 10)));
}

#[tokio::test]
async fn the_test_clock_elapses_a_timeout_when_the_test_advances_it() {
    let server = RawServer::start([("", Then::Hang)]).await;
    let clock = TestClock::new();
    let client = client(server.url(), &clock).timeout(SECOND * 30).max_retries(0).build().unwrap();
    let (error, ()) = futures::join!(client.agents().list().into_future(), async { clock.advance(SECOND * 30) });
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Timeout(Phase::Request));
    clock.time_out();
    assert!(client.agents().list().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn the_test_clock_elapses_the_idle_timeout_of_a_stream_and_the_deadline_of_a_watch() {
    let server =
        MockServer::builder().scenarios("silent:\n  - head: |\n      HTTP/1.1 200 OK\n      Content-Type: text/event-stream\n  - hang\n");
    let server = server.unwrap().start().await.unwrap();
    let clock = TestClock::new();
    let silent = client(&server.scenario_url("silent", "1"), &clock).byte_idle_timeout(SECOND * 5).build().unwrap();
    let mut stream = silent.agents().stream("assistant", "Hello").await.unwrap();
    let (item, ()) = futures::join!(stream.next(), async { clock.advance(SECOND * 5) });
    assert_eq!(item.unwrap().unwrap_err().kind(), ErrorKind::Timeout(Phase::Idle));

    let watching = client(&server.url(), &clock).build().unwrap();
    for _ in 0..100 {
        server.answer_next(
            Answer::status(200)
                .json(json!({"pipeline": "p", "run_id": "r", "status": "running", "steps": [], "started_at": "", "elapsed_ms": 1})),
        );
    }
    let error = watching.pipelines().wait("p").deadline(SECOND * 60).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(Phase::Run));
    assert!(clock.polls().iter().sum::<Duration>() >= SECOND * 60 && server.received_count() < 100);
}
