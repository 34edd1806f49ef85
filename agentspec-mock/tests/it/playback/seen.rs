//! The requests of a run, as a type and as JSON.

use std::time::Duration;

use futures::FutureExt;
use serde_json::json;

use super::{Raw, scripted};

#[tokio::test]
async fn a_request_is_recorded_completely() {
    let server = scripted("it: [json: '{}']").await;
    let mut raw = Raw::connect(&server).await;
    let head = "POST /_scenario/it/run/v1/agents/assistant/invoke?a=b HTTP/1.1\r\nHost: localhost\r\nX-API-Key: s3cret\r\nX-Twice: 1\r\nX-Twice: 2\r\n";
    raw.send(&format!("{head}Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")).await;
    raw.gives("HTTP/1.1 200 OK\r\n").await;

    let seen = server.scenario_seen("run");
    let request = &seen.requests[0].request;
    assert_eq!((request.method.as_str(), &*request.path, &*request.query), ("POST", "/v1/agents/assistant/invoke", "a=b"));
    assert_eq!((request.operation, &request.body[..]), (Some("invoke_agent"), &b"hello"[..]));
    assert_eq!(request.header("x-api-key"), Some("s3cret"));
    assert!(!format!("{seen:?}").contains("s3cret"), "no Debug shows a credential");

    let mut raw = Raw::asked(&server, "/_scenario/run/seen").await;
    assert_eq!(
        raw.answer().await.1,
        json!({
            "requests": [{
                "scenario": "it",
                "method": "POST",
                "path": "/v1/agents/assistant/invoke",
                "query": "a=b",
                "headers": [["host", "localhost"], ["x-api-key", "[redacted]"], ["x-twice", "1"], ["x-twice", "2"], ["transfer-encoding", "chunked"]],
                "body": "hello",
                "body_base64": "aGVsbG8=",
                "whole": true,
                "at_ms": 0,
                "connection": 1,
            }],
            "connections": [{ "id": 1, "closed_ms": null }],
            "dropped": 0,
        })
    );
}

#[tokio::test]
async fn a_body_that_is_not_text_is_only_in_base64() {
    let server = scripted("it: [send: ok, fin]").await;
    let mut raw = Raw::connect(&server).await;
    raw.send("POST /_scenario/it/run HTTP/1.1\r\nContent-Length: 2\r\n\r\n").await;
    tokio::io::AsyncWriteExt::write_all(&mut raw.0, &[0xff, 0xfe]).await.unwrap();
    assert_eq!(raw.whole().await, "ok");
    let (_, seen) = Raw::asked(&server, "/_scenario/run/seen").await.answer().await;
    assert_eq!((&seen["requests"][0]["body"], &seen["requests"][0]["body_base64"]), (&json!(null), &json!("//4=")));
}

#[tokio::test]
async fn requests_have_their_times_and_connections() {
    let server = scripted("it: [send: ok]").await;
    let mut first = Raw::asked(&server, "/_scenario/it/run").await;
    first.gives("ok").await;
    server.advance(Duration::from_secs(10));
    let mut second = Raw::asked(&server, "/_scenario/it/run").await;
    second.gives("ok").await;
    first.get("/_scenario/it/run").await;
    first.gives("ok").await;
    drop(second);
    server.scenario_closed("run").await;

    let seen = server.scenario_seen("run");
    let connections: Vec<usize> = seen.requests.iter().map(|request| request.connection).collect();
    assert_eq!(connections, [1, 2, 1]);
    assert!(seen.requests[0].at.is_zero() && seen.requests[1].at >= Duration::from_secs(10));
    assert_eq!(seen.connections[0].closed, None);
    assert!(seen.connections[1].closed >= Some(Duration::from_secs(10)));
}

#[tokio::test]
async fn an_unknown_run_has_no_requests() {
    let server = scripted("it: [fin]").await;
    let (head, seen) = Raw::asked(&server, "/_scenario/nobody/seen").await.answer().await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_eq!(seen, json!({ "requests": [], "connections": [], "dropped": 0 }));
}

#[tokio::test]
async fn credentials_are_redacted_over_http() {
    let server = scripted("it: [send: ok]").await;
    let mut raw = Raw::connect(&server).await;
    let names = ["X-API-Key", "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Auth-Token", "X-Client-Secret"];
    let headers = names.map(|name| format!("{name}: s3cret\r\n")).concat();
    raw.send(&format!("GET /_scenario/it/run?a=b&token=s3cret&key=s3cret HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")).await;
    raw.gives("ok").await;
    let (_, seen) = Raw::asked(&server, "/_scenario/run/seen").await.answer().await;
    assert!(!seen.to_string().contains("s3cret"), "{seen}");
    assert_eq!(seen["requests"][0]["query"], "a=b&token=[redacted]&key=[redacted]");
    assert_eq!(seen["requests"][0]["headers"].as_array().unwrap().len(), 8, "that they were there is seen");
}

#[tokio::test]
async fn pages_of_other_sites_cannot_read_the_requests() {
    let server = scripted("it: [send: ok]").await;
    for (headers, status) in [
        ("X-None: 1", "200"),
        ("Sec-Fetch-Site: none", "200"),
        ("Sec-Fetch-Site: same-origin\r\nOrigin: http://localhost", "200"),
        ("Sec-Fetch-Site: same-site", "403"),
        ("Sec-Fetch-Site: cross-site", "403"),
        ("Origin: http://evil.example", "403"),
        ("Origin: http://localhost:3000", "403"),
        ("Origin: null", "403"),
    ] {
        let mut raw = Raw::connect(&server).await;
        raw.send(&format!("GET /_scenario/run/seen HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n")).await;
        let (head, body) = raw.answer().await;
        assert_eq!(&head[9..12], status, "{headers}: {body}");
        assert!(status == "403" || head.contains("cache-control: no-store\r\n"), "{head}");
    }
}

#[tokio::test]
async fn closed_waits_until_a_connection_is_closed() {
    let server = scripted("it: [send: ok, hang]").await;
    let mut client = Raw::asked(&server, "/_scenario/it/run").await;
    client.gives("ok").await;
    let mut asking = Raw::asked(&server, "/_scenario/run/closed").await;
    Raw::asked(&server, "/_scenario").await.answer().await;
    assert!(asking.answer().now_or_never().is_none(), "the client is still there");

    drop(client);
    let (_, seen) = asking.answer().await;
    assert!(seen["connections"][0]["closed_ms"].is_number(), "{seen}");
}
