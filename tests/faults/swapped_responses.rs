//! Responses of other calls, or with other ids than those that were sent: row 56.

use agentspec_ext::{Error, ErrorKind, Outcome};
use agentspec_tests::{RawServer, Then, impatient};

use crate::run::Run;

fn is_refused(error: &Error) {
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Decode, Outcome::Unknown, 1), "{error:?}");
    assert!(error.message().contains("correlation id of another call"), "{error}");
    assert_eq!(error.sent_correlation_id(), Some("call-2"));
    assert!(error.headers().get_all("x-correlation-id").iter().any(|id| id == "call-1"), "{error:?}");
}

fn third_is_a_new_connection(connections: &[usize]) {
    let [first, second, third] = connections else { panic!("{connections:?}") };
    assert!(first == second && second != third, "{connections:?}");
}

#[tokio::test]
async fn fault_56_a_response_of_another_call_is_refused_and_its_connection_is_not_reused() {
    for scenario in ["56-answer-of-another-call", "56-failure-of-another-call", "56-another-id-beside-the-own"] {
        let run = Run::of(scenario).await;
        let call = |id: &str| run.client.agents().invoke("assistant", "Hello").correlation_id(id);
        call("call-1").await.unwrap();
        is_refused(&call("call-2").await.unwrap_err());
        call("call-3").await.unwrap();
        third_is_a_new_connection(&run.connections());
        run.closed().await;
        run.blocking(|client| {
            let call = |id: &str| client.agents().invoke("assistant", "Hello").correlation_id(id);
            call("call-1").call().unwrap();
            is_refused(&call("call-2").call().unwrap_err());
            call("call-3").call().unwrap();
        });
        // With threads, the second call may begin before the connection of the first one is idle.
        let connections: Vec<_> = run.seen_blocking().requests.iter().map(|request| request.connection).collect();
        assert!(!connections[..2].contains(&connections[2]), "{connections:?}");
    }
}

#[tokio::test]
async fn fault_56_a_get_and_a_stream_are_refused_too_and_not_retried() {
    let run = Run::of("56-answer-of-another-call").await;
    run.client.agents().list().correlation_id("call-1").await.unwrap();
    is_refused(&run.client.agents().list().correlation_id("call-2").await.unwrap_err());
    run.blocking(|client| {
        client.agents().list().correlation_id("call-1").call().unwrap();
        is_refused(&client.agents().list().correlation_id("call-2").call().unwrap_err());
    });
    run.assert_requests(2);
    let run = Run::of("56-stream-of-another-call").await;
    run.client.agents().list().correlation_id("call-1").await.unwrap();
    is_refused(&run.client.agents().stream("assistant", "Hello").correlation_id("call-2").await.unwrap_err());
    run.blocking(|client| {
        client.agents().list().correlation_id("call-1").call().unwrap();
        is_refused(&client.agents().stream("assistant", "Hello").correlation_id("call-2").call().unwrap_err());
    });
    run.assert_requests(2);
}

/// A server that supports idempotency keys may repeat the response of the first call, with all its headers.
#[tokio::test]
async fn fault_56_the_response_of_a_call_that_is_resent_with_its_key_is_accepted() {
    let run = Run::of("56-answer-of-another-call").await;
    let call = |id: &str| run.client.agents().invoke("assistant", "Hello").correlation_id(id).idempotency_key("key-1");
    call("call-1").await.unwrap();
    let answer = call("call-2").send().await.unwrap();
    assert_eq!((answer.correlation_id(), answer.sent_correlation_id()), ("call-1", "call-2"));
}

#[tokio::test]
async fn fault_56_any_other_id_is_kept_beside_the_one_that_was_sent() {
    let run = Run::of("56-id-of-a-gateway").await;
    let answer = run.client.agents().invoke("assistant", "Hello").correlation_id("call-1").send().await.unwrap();
    assert_eq!((answer.correlation_id(), answer.sent_correlation_id()), ("the-gateways-own", "call-1"));
    let blocking = run.blocking(|client| client.agents().invoke("assistant", "Hello").correlation_id("call-1").send().unwrap());
    assert_eq!((blocking.correlation_id(), blocking.sent_correlation_id()), ("the-gateways-own", "call-1"));
    let run = Run::of("56-failure-with-the-id-of-a-gateway").await;
    let check = |error: &Error| {
        assert_eq!((error.correlation_id(), error.sent_correlation_id()), (Some("the-gateways-own"), Some("call-1")));
    };
    check(&run.client.agents().invoke("assistant", "Hello").correlation_id("call-1").await.unwrap_err());
    run.blocking(|client| check(&client.agents().invoke("assistant", "Hello").correlation_id("call-1").call().unwrap_err()));
}

/// The bytes after the first response arrive before the second request is sent.
#[tokio::test]
async fn fault_56_an_unsolicited_response_is_not_taken_for_the_next_calls() {
    const BODY: &str = r#"{"output": "first", "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}}"#;
    let answer = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let second = BODY.replace("first", "unasked");
    for _ in 0..50 {
        let server = RawServer::start([(answer(BODY) + &answer(&second), Then::Hang)]).await;
        let client = impatient(server.url()).0.build().unwrap();
        for _ in 0..2 {
            assert_eq!(client.agents().invoke("assistant", "Hello").await.unwrap().output, "first");
        }
        assert_eq!(server.seen().len(), 2);
    }
}

/// A proxy in between may store the response to a GET, with the id of the call that it was stored for; never that to a POST.
#[tokio::test]
async fn fault_56_a_stored_response_to_a_get_is_accepted() {
    let stored = |body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nage: 5\r\nx-correlation-id: call-1\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let answer = r#"{"output": "first", "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}}"#;
    let list = stored(r#"{"agents": []}"#);
    let server = RawServer::start([(list.clone(), Then::Close), (list, Then::Close), (stored(answer), Then::Close)]).await;
    let client = impatient(server.url()).0.build().unwrap();
    client.agents().list().correlation_id("call-1").await.unwrap();
    client.agents().list().correlation_id("call-2").await.unwrap();
    is_refused(&client.agents().invoke("assistant", "Hello").correlation_id("call-2").await.unwrap_err());
}
