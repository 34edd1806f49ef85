//! Connections that are idle or slow end, by the server's clock.

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

/// Lets time pass once the server has taken all that it was sent: it does one thing after the other, and has been asked since.
async fn pass(server: &MockServer, time: Duration) {
    for _ in 0..3 {
        Raw::asked(server, "/healthz").await.answer().await;
    }
    server.advance(time);
}

#[tokio::test]
async fn a_connection_on_which_nothing_comes_ends() {
    let server = server().await;
    let mut raw = Raw::connect(&server).await;
    pass(&server, 59 * SECOND).await;
    assert!(raw.rest().now_or_never().is_none());
    server.advance(SECOND);
    assert_eq!(raw.whole().await, "");
}

#[tokio::test]
async fn an_idle_connection_ends_and_one_that_is_used_does_not() {
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
async fn a_head_that_does_not_come_to_its_end_ends_the_connection() {
    for start in ["GE", "GET /healthz HTTP/1.1\r\nHost: localh"] {
        let server = server().await;
        let mut raw = Raw::connect(&server).await;
        raw.send(start).await;
        pass(&server, 30 * SECOND).await;
        let _ = raw.rest().await;
    }
}

#[tokio::test]
async fn each_byte_of_a_slow_head_gives_it_no_more_time() {
    let server = server().await;
    let mut raw = Raw::connect(&server).await;
    raw.send("GET /healthz HTTP/1.1\r\n").await;
    for _ in 0..3 {
        pass(&server, 10 * SECOND).await;
        // After the last one it is gone.
        let _ = raw.0.write_all(b"X-A: 1\r\n").await;
    }
    let _ = raw.rest().await;
    assert!(server.received().iter().all(|request| request.header("x-a").is_none()));
}

#[tokio::test]
async fn a_body_that_is_too_slow_is_a_408_and_an_end() {
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
async fn a_head_for_a_scenario_that_is_too_slow_is_a_408_too() {
    let server = server().await;
    let mut raw = Raw::connect(&server).await;
    raw.send("GET /_scenario/it/run HTTP/1.1\r\n").await;
    pass(&server, 30 * SECOND).await;
    assert!(raw.whole().await.starts_with("HTTP/1.1 408 Request Timeout\r\n"));
}

#[tokio::test]
async fn a_step_that_waits_is_not_idle() {
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
async fn a_stream_that_is_slow_is_not_idle() {
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
async fn a_client_that_does_not_close_after_the_end_is_left() {
    let server = server().await;
    let mut raw = Raw::asked(&server, "/_scenario/half/run").await;
    assert_eq!(raw.whole().await, "a");
    pass(&server, 60 * SECOND).await;
    // What is sent from now on meets a connection that is gone.
    while raw.0.write_all(b"x").await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn without_times_nothing_ends() {
    let server = MockServer::builder().scenarios(SCENARIOS).unwrap().start().await.unwrap();
    let mut raw = Raw::asked(&server, "/healthz").await;
    raw.answer().await;
    pass(&server, 1_000_000 * SECOND).await;
    raw.get("/healthz").await;
    raw.answer().await;
}
