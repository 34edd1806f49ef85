//! The ends of answers.

use std::{io::ErrorKind, time::Duration};

use tokio::io::AsyncWriteExt;

use super::{Raw, scripted};

#[tokio::test]
async fn a_kept_connection_takes_the_next_request() {
    for end in ["", ", keep"] {
        let server = scripted(&format!("it: [json: '{{}}'{end}]")).await;
        let mut raw = Raw::connect(&server).await;
        for _ in 0..3 {
            raw.get("/_scenario/it/run").await;
            raw.gives("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}").await;
        }
        assert_eq!(server.scenario_seen("run").connections.len(), 1);
    }
}

#[tokio::test]
async fn requests_that_are_sent_ahead_are_answered_in_order() {
    let server = scripted("it: [[send: a], [send: b], [send: c, fin]]").await;
    let mut raw = Raw::connect(&server).await;
    raw.send(&"POST /_scenario/it/run HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi".repeat(3)).await;
    assert_eq!(raw.whole().await, "abc");
}

#[tokio::test]
async fn a_client_that_asks_to_close_gets_a_close() {
    let server = scripted("it: [json: '{}']").await;
    let mut raw = Raw::connect(&server).await;
    raw.send("GET /_scenario/it/run HTTP/1.1\r\nConnection: close\r\n\r\n").await;
    assert!(raw.whole().await.ends_with("\r\n\r\n{}"));
}

#[tokio::test]
async fn a_head_with_connection_close_closes() {
    let server = scripted(r#"it: [head: "HTTP/1.0 200 OK\nconnection: Close", send: whole]"#).await;
    assert!(Raw::asked(&server, "/_scenario/it/run").await.whole().await.ends_with("\r\n\r\nwhole"));
}

#[tokio::test]
async fn an_orderly_end_loses_nothing_that_was_sent() {
    let server = scripted("it: [after_head, send: {fill: x, bytes: 3000000}, fin]").await;
    let mut raw = Raw::connect(&server).await;
    // Unread bytes would make the system reset the connection.
    raw.send("POST /_scenario/it/run HTTP/1.1\r\nContent-Length: 300000\r\n\r\n").await;
    raw.send(&"y".repeat(200_000)).await;
    let (all, ended) = raw.rest().await;
    assert!(ended.is_ok() && all.len() == 3_000_000, "{} {ended:?}", all.len());
}

#[tokio::test]
async fn a_reset_is_an_error_after_what_was_sent() {
    let server = scripted("it: [send: HTTP/1.1 2, reset]").await;
    let (all, ended) = Raw::asked(&server, "/_scenario/it/run").await.rest().await;
    assert_eq!((&all[..], ended.unwrap_err().kind()), (&b"HTTP/1.1 2"[..], ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn a_reset_can_come_before_the_first_byte_and_after_the_whole_request() {
    let server = scripted("it: [reset]").await;
    let mut raw = Raw::connect(&server).await;
    raw.send("POST /_scenario/it/run HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello").await;
    let (all, ended) = raw.rest().await;
    assert!(all.is_empty() && ended.is_err());
    let seen = server.scenario_seen("run");
    assert!(seen.requests[0].whole && seen.requests[0].request.body == "hello");
    assert_eq!(seen.connections[0].closed, None, "the server was first");
}

#[tokio::test]
async fn an_answer_can_come_before_the_body() {
    let server = scripted("it: [after_head, json: '{}', keep]").await;
    let mut raw = Raw::connect(&server).await;
    raw.send("POST /_scenario/it/run HTTP/1.1\r\nContent-Length: 5\r\n\r\n").await;
    raw.gives("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}").await;
    assert!(!server.scenario_seen("run").requests[0].whole);

    // If the connection is kept, the body is read before the next request.
    raw.send("hello").await;
    raw.get("/_scenario/run/seen").await;
    let (_, seen) = raw.answer().await;
    assert_eq!((&seen["requests"][0]["whole"], &seen["requests"][0]["body"]), (&true.into(), &"hello".into()));
}

#[tokio::test]
async fn a_hanging_connection_is_open_until_the_client_closes_it() {
    let server = scripted("it: [send: a, hang]").await;
    let mut raw = Raw::asked(&server, "/_scenario/it/run").await;
    raw.gives("a").await;
    raw.get("/_scenario/it/run").await;
    assert_eq!(server.scenario_seen("run").connections[0].closed, None);
    server.advance(Duration::from_secs(3600));
    drop(raw);
    server.scenario_closed("run").await;
    let seen = server.scenario_seen("run");
    assert_eq!(seen.requests.len(), 1, "a hanging server does not read further requests");
    assert!(seen.connections[0].closed >= Some(Duration::from_secs(3600)));
}

#[tokio::test]
async fn a_close_during_a_pause_is_recorded_at_once() {
    let server = scripted("it: [send: a, pause_ms: 3600000, send: b, fin]").await;
    let mut raw = Raw::asked(&server, "/_scenario/it/run").await;
    raw.gives("a").await;
    drop(raw);
    server.scenario_closed("run").await;
}

#[tokio::test]
async fn a_client_that_closes_its_sending_side_gets_the_whole_answer() {
    let server = scripted("it: [send: a, pause_ms: 3600000, send: b, fin]").await;
    let mut raw = Raw::asked(&server, "/_scenario/it/run").await;
    raw.0.shutdown().await.unwrap();
    raw.gives("a").await;
    server.scenario_closed("run").await;
    server.advance(Duration::from_secs(3600));
    assert_eq!(raw.whole().await, "b");
}

#[tokio::test]
async fn an_incomplete_request_is_recorded_and_not_answered() {
    let server = scripted("it: [json: '{}']").await;
    let mut raw = Raw::connect(&server).await;
    raw.send("POST /_scenario/it/run HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel").await;
    raw.0.shutdown().await.unwrap();
    assert_eq!(raw.whole().await, "");
    assert!(!server.scenario_seen("run").requests[0].whole);
}
