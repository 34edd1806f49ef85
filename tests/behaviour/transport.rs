//! Faults beneath HTTP, and what the transport adds to each request.

use std::error::Error as _;
use std::time::Duration;

use agentspec_ext::{Client, ErrorKind, Phase};
use agentspec_tests::{RawServer, Then, impatient, mock};

#[tokio::test]
async fn no_connection_is_an_error_of_its_own() {
    let (builder, _) = impatient("http://127.0.0.1:1");
    let error = builder.build().unwrap().agents().list().await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.status()), (ErrorKind::Connect, "connection_error", None));
    assert!(error.is_connection() && !error.is_timeout());
    assert!(error.source().is_some() && error.correlation_id().is_some());
}

#[tokio::test]
async fn a_body_that_breaks_off_is_never_half_an_object() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"output\": \"a\"",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"out\r\n",
    ] {
        let server = RawServer::start([(answer, Then::Close)]).await;
        let (builder, _) = impatient(server.url());
        let error = builder.build().unwrap().agents().invoke("assistant", "Hello").await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Transport, "transport_error"), "{error:?}");
        assert_eq!(error.status().unwrap(), 200);
        assert!(error.body().unwrap().starts_with(b"{\"out"), "{error:?}");
    }
}

#[tokio::test]
async fn an_error_page_that_breaks_off_is_still_that_error() {
    let server = RawServer::start([("HTTP/1.1 500 Oh\r\ncontent-length: 99\r\n\r\n<html>", Then::Close)]).await;
    let (builder, _) = impatient(server.url());
    let error = builder.build().unwrap().agents().list().await.unwrap_err();
    assert!(error.is_server());
    assert_eq!(error.body(), Some(&b"<html>"[..]));
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_a_timeout() {
    let server = RawServer::start([("", Then::Hang)]).await;
    let (builder, clock) = impatient(server.url());
    let client = builder.timeout(Duration::from_millis(1500)).build().unwrap();
    clock.time_out();
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.attempts()), (ErrorKind::Timeout(Phase::Request), "timeout", 1));
    assert!(error.is_timeout() && error.is_connection());
    assert!(error.message().contains("1.5 seconds"), "{error}");
    assert_eq!(client.agents().list().await.unwrap_err().attempts(), 4, "a GET is tried again");
}

#[tokio::test]
async fn a_timeout_bounds_a_stream_only_to_its_headers() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    let server = RawServer::start([(format!("{head}data: {{\"type\": \"token\", \"content\": \"a\"}}\n\n"), Then::Hang)]).await;
    let (builder, clock) = impatient(server.url());
    let mut events = builder.build().unwrap().agents().stream("assistant", "Hello").await.unwrap();
    clock.time_out();
    assert!(futures::StreamExt::next(&mut events).await.unwrap().is_ok());
}

#[tokio::test]
async fn a_call_that_is_dropped_closes_its_connection() {
    let server = RawServer::start([("", Then::Hang)]).await;
    let (builder, _) = impatient(server.url());
    let client = builder.build().unwrap();
    let call = tokio::spawn(client.agents().invoke("assistant", "Hello").into_future());
    while server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    call.abort();
    server.closed_by_client().await;
}

#[tokio::test]
async fn every_request_says_who_asks_and_nothing_that_the_contract_lacks() {
    let (server, client, _) = mock().await;
    client.agents().list().await.unwrap();
    client.agents().invoke("assistant", "Hello").await.unwrap();
    let requests = server.received();
    for request in &requests {
        assert_eq!(request.header("user-agent"), Some(concat!("agentspec-rust/", env!("CARGO_PKG_VERSION_MAJOR"), ".1.0")));
        assert_eq!(request.header("accept"), Some("application/json"));
        assert_eq!(request.header("api-version"), None);
        assert!(request.header("x-correlation-id").is_some());
    }
    assert_eq!(requests[0].header("idempotency-key"), None, "a GET has none");
    assert!(requests[1].header("idempotency-key").is_some());
}

#[tokio::test]
async fn the_http_client_is_the_users_to_change_but_for_redirects_and_timeouts() {
    let (server, _, _) = mock().await;
    let (builder, _) = impatient(&server.url());
    let client = builder
        .http(|http| http.user_agent("mine/1").redirect(reqwest::redirect::Policy::limited(5)).timeout(Duration::ZERO))
        .build()
        .unwrap();
    client.agents().list().await.unwrap();
    assert_eq!(server.received()[0].header("user-agent"), Some("mine/1"));

    let error = Client::builder().http(|http| http.user_agent("a\nb")).build().unwrap_err();
    assert!(error.is_configuration() && error.message().contains("http("), "{error}");
}
