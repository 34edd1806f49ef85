//! Any success of a DELETE means that the session is deleted, whatever its body, also with the raw client.

use agentspec_ext::{ErrorKind, Outcome, blocking};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{RawServer, Then, impatient, mock};

/// Returns a response of each success status, with a body where one is allowed.
fn answers() -> Vec<Answer> {
    let bodies = ["", "gone", "{\"error\": {\"code\": \"not_found\", \"message\": \"No.\"}}"];
    let with_bodies =
        [200, 201, 202, 203, 206, 226, 299].into_iter().flat_map(|status| bodies.map(|body| Answer::status(status).body(body)));
    with_bodies.chain([204, 205].map(Answer::status)).collect()
}

#[tokio::test]
async fn any_success_means_that_the_session_is_deleted() {
    let (server, client, _) = mock().await;
    for answer in answers() {
        server.answer_next(answer);
        let response = client.sessions().delete("assistant", "s").send().await.unwrap();
        assert!(response.status().is_success() && response.attempts() == 1);
    }
    assert_eq!(server.received_count(), answers().len());
}

#[tokio::test]
async fn the_raw_client_accepts_any_success() {
    let (server, client, _) = mock().await;
    for answer in answers() {
        server.answer_next(answer);
        assert!(client.raw().delete_session("assistant", "s", None).await.unwrap().status().is_success());
    }
    server.answer_next(Answer::status(304));
    assert!(client.raw().delete_session("assistant", "s", None).await.is_err());
}

#[test]
fn the_blocking_client_accepts_any_success() {
    let server = MockServer::builder().start_blocking().unwrap();
    let client = blocking::ClientBuilder::from(impatient(&server.url()).0).build().unwrap();
    for answer in answers() {
        server.answer_next(answer);
        client.sessions().delete("assistant", "s").call().unwrap();
    }
    assert_eq!(server.received_count(), answers().len());
}

#[tokio::test]
async fn a_truncated_success_is_an_error() {
    let server = RawServer::start([("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ngone", Then::Close)]).await;
    let client = impatient(server.url()).0.max_retries(0).build().unwrap();
    let error = client.sessions().delete("assistant", "s").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.body()), (ErrorKind::Transport, Outcome::Unknown, Some(&b"gone"[..])));
}
