//! Timeouts of idle and slow connections, by the server's clock.

use std::time::Duration;

use agentspec_mock::{Builder, MockServer};
use futures::FutureExt;
use tokio::io::AsyncWriteExt;

use crate::playback::Raw;

const SECOND: Duration = Duration::from_secs(1);
const SCENARIOS: &str = "
it: [json: '{}']
slow: [send: a, pause_ms: 3600000, send: b, fin]
silent: [send: a, hang]
half: [send: a, fin]
";

fn builder() -> Builder {
    MockServer::builder().idle_timeout(60 * SECOND).read_timeout(30 * SECOND).scenarios(SCENARIOS).unwrap()
}

async fn server() -> MockServer {
    builder().start().await.unwrap()
}

/// Advances the clock when the server has received everything: a later request has been answered.
async fn pass(server: &MockServer, time: Duration) {
    for _ in 0..3 {
        Raw::asked(server, "/healthz").await.answer().await;
    }
    server.advance(time);
}

#[tokio::test]
async fn a_connection_without_a_request_is_closed() {
    let server = server().await;
    let mut raw = Raw::connect(&server).await;
    pass(&server, 59 * SECOND).await;
    assert!(raw.rest().now_or_never().is_none());
    server.advance(SECOND);
    assert_eq!(raw.whole().await, "");
}

#[tokio::test]
async fn an_idle_connection_is_closed_and_a_used_one_is_not() {
    for path in ["/healthz", "/_scenario/it/run"] {
        let server = server().await;
        let mut raw = Raw::asked(&server, path).await;
        raw.answer().await;
        for _ in 0..3 {
            pass(&server, 50 * SECOND).await;
            raw.get(path).await;
            raw.answer().await;
        }
        pass(&server, 60 * SECOND).await;
        assert_eq!(raw.whole().await, "", "{path}");
    }
}

#[tokio::test]
async fn an_incomplete_head_closes_the_connection() {
    for start in ["GE", "GET /healthz HTTP/1.1\r\nHost: localh"] {
        let server = server().await;
        let mut raw = Raw::connect(&server).await;
        raw.send(start).await;
        pass(&server, 30 * SECOND).await;
        let _ = raw.rest().await;
    }
}

#[tokio::test]
async fn the_bytes_of_a_slow_head_do_not_extend_its_time() {
    let server = server().await;
    let mut raw = Raw::connect(&server).await;
    raw.send("GET /healthz HTTP/1.1\r\n").await;
    for _ in 0..3 {
        pass(&server, 10 * SECOND).await;
        // After the last one the connection is closed.
        let _ = raw.0.write_all(b"X-A: 1\r\n").await;
    }
    let _ = raw.rest().await;
    assert!(server.received().iter().all(|request| request.header("x-a").is_none()));
}

#[tokio::test]
async fn a_slow_body_is_a_408_and_closes_the_connection() {
    for path in ["/v1/agents/assistant/invoke", "/_scenario/it/run"] {
        let server = server().await;
        let mut raw = Raw::connect(&server).await;
        let head = "HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10";
        raw.send(&format!("POST {path} {head}\r\n\r\n{{")).await;
        pass(&server, 30 * SECOND).await;
        let (head, body) = raw.answer().await;
        assert!(head.starts_with("HTTP/1.1 408 Request Timeout\r\n") && head.contains("connection: close\r\n"), "{head}");
        let message = body["error"]["message"].as_str().unwrap();
        assert!(message.contains("after 30 s") && message.contains("--read-timeout-s"), "{message}");
        assert_eq!(raw.whole().await, "");
    }
}

#[tokio::test]
async fn a_slow_head_of_a_request_to_a_scenario_is_a_408() {
    let server = server().await;
    let mut raw = Raw::connect(&server).await;
    raw.send("GET /_scenario/it/run HTTP/1.1\r\n").await;
    pass(&server, 30 * SECOND).await;
    assert!(raw.whole().await.starts_with("HTTP/1.1 408 Request Timeout\r\n"));
}

#[tokio::test]
async fn a_step_that_waits_does_not_count_as_idle() {
    let server = server().await;
    let mut slow = Raw::asked(&server, "/_scenario/slow/run").await;
    let mut silent = Raw::asked(&server, "/_scenario/silent/run").await;
    slow.gives("a").await;
    silent.gives("a").await;
    server.advance(3_600 * SECOND);
    assert_eq!(slow.whole().await, "b");
    assert!(silent.rest().now_or_never().is_none());
}

#[tokio::test]
async fn a_slow_stream_does_not_count_as_idle() {
    let server = builder().pace(3_600 * SECOND).start().await.unwrap();
    let call = crate::client::call(&server, "POST", "/v1/agents/assistant/stream").json(&serde_json::json!({ "input": "Hello" }));
    let mut stream = call.open().await;
    let mut text = String::new();
    while let Some(chunk) = stream.chunk().await.unwrap() {
        text.push_str(std::str::from_utf8(&chunk).unwrap());
        server.advance(3_600 * SECOND);
    }
    assert!(text.contains("\"done\""), "{text}");
}

#[tokio::test]
async fn a_client_that_does_not_close_its_connection_is_disconnected() {
    let server = server().await;
    let mut raw = Raw::asked(&server, "/_scenario/half/run").await;
    assert_eq!(raw.whole().await, "a");
    pass(&server, 60 * SECOND).await;
    // From here on, a write fails, as the connection is closed.
    while raw.0.write_all(b"x").await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn without_timeouts_no_connection_is_closed() {
    let server = MockServer::builder().scenarios(SCENARIOS).unwrap().start().await.unwrap();
    let mut raw = Raw::asked(&server, "/healthz").await;
    raw.answer().await;
    pass(&server, 1_000_000 * SECOND).await;
    raw.get("/healthz").await;
    raw.answer().await;
}
