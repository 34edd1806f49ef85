//! Retries as the server sees them. No test waits: the clock records the delays.

use std::time::Duration;

use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{Checked, RawServer, TestClock, Then, impatient, mock};

fn fail(server: &MockServer, times: usize, answer: &Answer) {
    for _ in 0..times {
        server.answer_next(answer.clone());
    }
}

fn seconds(clock: &TestClock) -> Vec<f64> {
    clock.delays().iter().map(Duration::as_secs_f64).collect()
}

#[tokio::test]
async fn a_transient_status_is_retried_until_it_succeeds() {
    for status in [429, 502, 503, 504] {
        let (server, client, clock) = mock().await;
        fail(&server, 2, &Answer::status(status));
        let answer = client.agents().invoke("assistant", "Hello").send().await.unwrap();
        assert_eq!((answer.attempts(), server.received_count()), (3, 3), "{status}");
        assert_eq!(seconds(&clock), [1.0, 2.0]);
    }
}

#[tokio::test]
async fn any_other_status_is_not_retried() {
    for status in [400, 401, 403, 404, 409, 422, 500, 501, 505] {
        let (server, client, clock) = mock().await;
        server.answer_next(Answer::status(status));
        let error = client.agents().list().await.unwrap_err();
        assert_eq!((error.attempts(), server.received_count(), clock.delays().len()), (1, 1, 0), "{status}");
    }
}

#[tokio::test]
async fn three_retries_are_the_default_and_the_delay_doubles() {
    let (server, client, clock) = mock().await;
    fail(&server, 9, &Answer::status(503));
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.attempts(), server.received_count()), (4, 4));
    assert_eq!(seconds(&clock), [1.0, 2.0, 4.0]);
}

#[tokio::test]
async fn the_client_and_the_call_set_the_retries_and_the_delay() {
    let server = MockServer::start().await.checked();
    let (builder, clock) = impatient(&server.url());
    let client = builder.max_retries(5).retry_delay(Duration::from_millis(500)).build().unwrap();
    fail(&server, 6, &Answer::status(503));
    assert_eq!(client.agents().list().await.unwrap_err().attempts(), 6);
    assert_eq!(seconds(&clock), [0.5, 1.0, 2.0, 4.0, 8.0]);
    server.answer_next(Answer::status(503));
    assert_eq!(client.agents().list().max_retries(0).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn every_attempt_of_a_call_has_the_same_ids_and_body() {
    let (server, client, _) = mock().await;
    fail(&server, 2, &Answer::status(503));
    client.agents().invoke("assistant", "Hello").await.unwrap();
    client.agents().invoke("assistant", "Hello").await.unwrap();
    let requests = server.received();
    for name in ["idempotency-key", "x-correlation-id"] {
        let values: Vec<_> = requests.iter().map(|request| request.header(name).unwrap()).collect();
        assert!(values[0] == values[1] && values[1] == values[2], "{name}: {values:?}");
        assert_ne!(values[0], values[3], "{name} of another call");
    }
    assert_eq!(requests[0].body, requests[2].body);
}

#[tokio::test]
async fn retry_after_replaces_the_backoff() {
    let (server, client, clock) = mock().await;
    server.answer_next(Answer::status(429).header("retry-after", "7"));
    server.answer_next(Answer::status(503).header("retry-after", "0"));
    server.answer_next(Answer::status(503).header("retry-after", "soon"));
    client.agents().list().await.unwrap();
    assert_eq!(seconds(&clock), [7.0, 0.0, 4.0]);
}

#[tokio::test]
async fn a_retry_after_beyond_the_cap_gives_up_at_once() {
    for header in ["61", "18446744073709551615", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let (server, client, clock) = mock().await;
        server.answer_next(Answer::status(503).header("retry-after", header));
        let error = client.agents().list().await.unwrap_err();
        assert_eq!((error.attempts(), clock.delays().len()), (1, 0), "{header}");
        assert!(error.retry_after().unwrap() > Duration::from_secs(60));
    }
}

#[tokio::test]
async fn a_used_up_budget_is_not_retried() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::error(429, "budget_exceeded", "None left.").header("retry-after", "1"));
    assert_eq!(client.agents().list().await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn a_request_that_could_not_be_sent_is_sent_again_whatever_its_method() {
    let (builder, clock) = impatient("http://127.0.0.1:1");
    let client = builder.max_retries(2).build().unwrap();
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), ("connection_error", 3));
    assert_eq!(seconds(&clock), [1.0, 2.0]);
}

#[tokio::test]
async fn a_post_that_may_have_run_reaches_the_server_once() {
    for (answer, then) in [("", Then::Close), ("", Then::Reset), ("HTTP/1.1 200 OK\r\ncontent-le", Then::Close)] {
        let server = RawServer::start([(answer, then)]).await;
        let (builder, _) = impatient(server.url());
        let error = builder.build().unwrap().agents().invoke("assistant", "Hello").await.unwrap_err();
        assert_eq!((error.code(), error.attempts()), ("transport_error", 1), "{answer:?} {then:?}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_get_and_a_delete_are_sent_again_after_a_broken_connection() {
    let server = RawServer::start([("", Then::Close)]).await;
    let (builder, _) = impatient(server.url());
    let client = builder.build().unwrap();
    assert_eq!(client.agents().list().await.unwrap_err().attempts(), 4);
    assert_eq!(client.sessions().delete("assistant", "s").await.unwrap_err().attempts(), 4);
    assert_eq!(server.seen().len(), 8);
}

#[tokio::test]
async fn a_stream_is_asked_for_again_before_its_body_and_never_after() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(503));
    server.answer_next(Answer::events(": nothing more\n\n"));
    let events = client.agents().stream("assistant", "Hello").await.unwrap();
    assert!(events.text().await.unwrap_err().is_interrupted());
    assert_eq!(server.received_count(), 2);
}
