//! Start and shutdown of a server.

use std::{
    io::{ErrorKind, Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use agentspec_mock::MockServer;
use futures::FutureExt;
use serde_json::json;

use crate::client::{call, get};

#[tokio::test]
async fn the_url_is_that_of_the_address() {
    let server = MockServer::start().await;
    assert_eq!(server.url(), format!("http://{}", server.address()));
    assert!(server.address().ip().is_loopback());
    assert_ne!(server.address().port(), 0);
}

#[tokio::test]
async fn a_server_on_all_addresses_is_reached_at_the_loopback_one() {
    let server = MockServer::builder().host("0.0.0.0").start().await.unwrap();
    assert_eq!(server.url(), format!("http://127.0.0.1:{}", server.address().port()));
    assert_eq!(get(&server, "/healthz").await.status, 200);
}

#[tokio::test]
async fn servers_share_nothing() {
    let (one, other) = (MockServer::start().await, MockServer::start().await);
    get(&one, "/healthz").await;
    assert_eq!((one.received_count(), other.received_count()), (1, 0));
}

#[tokio::test]
async fn a_port_in_use_is_an_error() {
    let taken = MockServer::start().await;
    let error = MockServer::builder().port(taken.address().port()).start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

#[tokio::test]
async fn the_drop_of_a_server_frees_its_port_and_its_connections() {
    let server = MockServer::builder().pace(Duration::from_secs(3600)).start().await.unwrap();
    let address = server.address();
    let mut stream = call(&server, "POST", "/v1/agents/assistant/stream").json(&json!({ "input": "Hello" })).open().await;
    assert!(stream.chunk().await.unwrap().is_some());
    drop(server);
    assert!(stream.chunk().await.is_err(), "the stream was cut short");
    assert!(TcpStream::connect(address).is_err());
    let again = MockServer::builder().port(address.port()).start().await.unwrap();
    assert_eq!(get(&again, "/healthz").await.status, 200);
}

#[test]
fn a_server_outlives_the_runtime_that_started_it_and_serves_blocking_clients() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let server = runtime.block_on(MockServer::start());
    drop(runtime);
    assert!(raw_health(&server).starts_with("HTTP/1.1 200 OK\r\n"));
    let address = server.address();
    drop(server);
    assert!(TcpListener::bind(address).is_ok());
}

#[test]
fn a_server_can_be_started_without_a_runtime() {
    let server = MockServer::builder().start_blocking().unwrap();
    assert!(raw_health(&server).starts_with("HTTP/1.1 200 OK\r\n"));
}

fn raw_health(server: &MockServer) -> String {
    let mut connection = TcpStream::connect(server.address()).unwrap();
    connection.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test]
async fn a_shutdown_waits_for_the_responses_in_progress() {
    let server = MockServer::builder().pace(Duration::from_millis(2)).start().await.unwrap();
    let address = server.address();
    let mut stream = call(&server, "POST", "/v1/agents/assistant/stream").json(&json!({ "input": "Hello" })).open().await;
    let read = async {
        let mut text = Vec::new();
        while let Some(chunk) = stream.chunk().await.unwrap() {
            text.extend_from_slice(&chunk);
        }
        String::from_utf8(text).unwrap()
    };
    let ((), text) = tokio::join!(server.shutdown(), read);
    assert!(text.contains("\"done\""), "{text}");
    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test]
async fn a_dropped_shutdown_stops_at_once() {
    let server = MockServer::builder().pace(Duration::from_secs(3600)).start().await.unwrap();
    let mut stream = call(&server, "POST", "/v1/agents/assistant/stream").json(&json!({ "input": "Hello" })).open().await;
    assert!(stream.chunk().await.unwrap().is_some());
    assert!(server.shutdown().now_or_never().is_none());
    assert!(stream.chunk().await.is_err(), "the stream was cut short");
}

#[tokio::test]
async fn a_shutdown_with_a_limit_cuts_longer_responses_short() {
    let server = MockServer::builder().pace(Duration::from_secs(3600)).start().await.unwrap();
    let address = server.address();
    let mut stream = call(&server, "POST", "/v1/agents/assistant/stream").json(&json!({ "input": "Hello" })).open().await;
    assert!(stream.chunk().await.unwrap().is_some());
    assert!(!server.shutdown_within(Duration::from_millis(5)).await);
    assert!(stream.chunk().await.is_err(), "the stream was cut short");
    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test]
async fn a_shutdown_with_a_limit_ends_when_all_responses_are_complete() {
    let server = MockServer::builder().pace(Duration::from_millis(1)).start().await.unwrap();
    let stream = call(&server, "POST", "/v1/agents/assistant/stream").json(&json!({ "input": "Hello" })).open().await;
    let (whole, text) = tokio::join!(server.shutdown_within(Duration::from_secs(3600)), stream.text());
    assert!(whole && text.unwrap().contains("\"done\""));
}

#[tokio::test]
async fn an_invalid_setup_is_an_error() {
    for builder in [
        MockServer::builder().api_key(" "),
        MockServer::builder().token(""),
        MockServer::builder().rate_limit(0, Duration::from_secs(1)),
        MockServer::builder().rate_limit(1, Duration::ZERO),
        MockServer::builder().session_expiry(Duration::ZERO),
    ] {
        assert_eq!(builder.start().await.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}
