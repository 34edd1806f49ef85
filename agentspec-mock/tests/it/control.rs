//! The routes below `/_control/`, over a real socket, as a test in another language uses them.

use std::time::Duration;

use agentspec_mock::MockServer;
use agentspec_tests::Checked;
use serde_json::json;

use crate::{
    client::{ask, call, get, post, session},
    playback::Raw,
    program,
};

async fn controlled() -> MockServer {
    MockServer::builder().control(true).session_expiry(Duration::from_secs(60)).start().await.unwrap()
}

/// Scripts an answer.
async fn answer_next(server: &MockServer, answer: &serde_json::Value) {
    let reply = post(server, "/_control/answers", answer).await;
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""));
}

#[tokio::test]
async fn each_kind_of_answer_is_given_once_and_in_order() {
    let server = controlled().await;
    answer_next(
        &server,
        &json!({ "status": 429, "error": { "code": "rate_limited", "message": "Slow down." }, "headers": [["Retry-After", "1"]] }),
    )
    .await;
    answer_next(&server, &json!({ "status": 502, "body": "<h1>Bad Gateway</h1>", "headers": [["Content-Type", "text/html"]] })).await;
    answer_next(&server, &json!({ "body_base64": "/w==" })).await;
    answer_next(&server, &json!({ "events": "data: {\"ty" })).await;
    answer_next(&server, &json!({ "json": null })).await;

    let busy = get(&server, "/v1/agents").await;
    assert_eq!(busy.header("retry-after"), "1");
    busy.is_error(429, "rate_limited", "Slow down.");
    let page = get(&server, "/v1/agents").await;
    assert_eq!((page.status.as_u16(), page.header("content-type"), &*page.text), (502, "text/html", "<h1>Bad Gateway</h1>"));
    assert_eq!(call(&server, "GET", "/v1/agents").open().await.bytes().await.unwrap(), b"\xff"[..]);
    let events = get(&server, "/v1/agents").await;
    assert_eq!((events.header("content-type"), &*events.text), ("text/event-stream", "data: {\"ty"));
    let null = get(&server, "/v1/agents").await;
    assert_eq!((null.header("content-type"), &*null.text), ("application/json", "null"));
    assert_eq!(get(&server, "/v1/agents").await.json()["agents"][0]["name"], "assistant");
}

#[tokio::test]
async fn a_json_body_is_sent_as_it_was_written() {
    let server = controlled().await;
    let body = r#"{"json": {"b": 1.10, "a": 123456789012345678901234567890}}"#;
    call(&server, "POST", "/_control/answers").body(body).send().await;
    assert_eq!(get(&server, "/v1/agents").await.text, r#"{"b": 1.10, "a": 123456789012345678901234567890}"#);
}

#[tokio::test]
async fn an_answer_can_be_for_one_operation() {
    let server = controlled().await;
    answer_next(&server, &json!({ "operation": "health", "status": 418 })).await;
    assert_eq!(get(&server, "/v1/agents").await.status, 200);
    assert_eq!(get(&server, "/healthz").await.status, 418);
}

#[tokio::test]
async fn a_step_is_slow_and_fails_in_the_next_run() {
    let server = controlled().await;
    let step = json!({
        "pipeline": "research-and-summarize", "step": "summarizer",
        "delay_ms": 5, "fail": { "code": "overloaded", "message": "Too much." },
    });
    assert_eq!(post(&server, "/_control/steps", &step).await.status, 204);
    let run = ask(&server, "/v1/pipelines/research-and-summarize/run", "Tea.").await.json();
    assert_eq!(run["steps"][1]["error"]["code"], "overloaded");
    assert!(run["steps"][1]["duration_ms"].as_u64() >= Some(5), "{run}");
}

#[tokio::test]
async fn time_advances() {
    let server = controlled().await;
    let path = session(&server).await;
    assert_eq!(post(&server, "/_control/advance", &json!({ "ms": 60_000 })).await.status, 204);
    ask(&server, &format!("{path}/continue"), "Hello").await.is_error(404, "not_found", "expired");
}

#[tokio::test]
async fn the_received_requests_are_listed_without_credentials_and_without_those_of_control() {
    let server = controlled().await;
    let sent = call(&server, "POST", "/v1/agents/assistant/invoke?a=b&token=s3cret").header("X-API-Key", "s3cret");
    sent.json(&json!({ "input": "Hi" })).send().await;
    call(&server, "POST", "/v1/nowhere").body(&b"\xff"[..]).send().await;

    let list = get(&server, "/_control/received").await;
    assert_eq!(list.header("cache-control"), "no-store");
    let received = list.json();
    assert_eq!(received["dropped"], 0);
    let requests = received["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 2);
    let expected = json!(["invoke_agent", "POST", "/v1/agents/assistant/invoke", "a=b&token=[redacted]", r#"{"input":"Hi"}"#]);
    assert_eq!(json!(["operation", "method", "path", "query", "body"].map(|name| &requests[0][name])), expected);
    assert!(requests[0]["headers"].as_array().unwrap().contains(&json!(["x-api-key", "[redacted]"])), "{received}");
    assert_eq!(json!(["operation", "body", "body_base64"].map(|name| &requests[1][name])), json!([null, null, "/w=="]));
}

#[tokio::test]
async fn what_was_scripted_and_not_used_is_listed() {
    let server = controlled().await;
    assert_eq!(get(&server, "/_control/unused").await.json(), json!({ "unused": [] }));
    answer_next(&server, &json!({ "status": 503 })).await;
    let step = json!({ "pipeline": "research-and-summarize", "step": "summarizer", "delay_ms": 5 });
    post(&server, "/_control/steps", &step).await;
    let expected = ["an answer with status 503 to any request", "a slow or failing step summarizer of research-and-summarize"];
    assert_eq!(get(&server, "/_control/unused").await.json(), json!({ "unused": expected }));
}

#[tokio::test]
async fn an_error_names_the_field_and_scripts_nothing() {
    let server = controlled().await;
    let (answers, steps) = ("/_control/answers", "/_control/steps");
    for (path, body, expected) in [
        (answers, "", "body: EOF while parsing a value"),
        (answers, "{} {}", "body: trailing characters"),
        (answers, r#"{"statsu": 1}"#, "statsu: unknown field `statsu`, expected one of `operation`, `status`"),
        (answers, r#"{"status": "busy"}"#, "status: invalid type: string \"busy\", expected u16"),
        (answers, r#"{"status": 99}"#, "status: the status of an answer must be in 200 to 599, and 99 is not"),
        (answers, r#"{"error": {"code": "x"}}"#, "error: missing field `message`"),
        (answers, r#"{"error": {"code": "x", "message": ""}}"#, "status: give it with `error`, such as 503"),
        (answers, r#"{"status": 201, "events": ""}"#, "status: `events` are a 200: leave it out"),
        (answers, r#"{"body": "", "json": null}"#, "body: give at most one of `error`, `json`, `body`,"),
        (answers, r#"{"body_base64": "?"}"#, "body_base64: expected base64"),
        (answers, r#"{"headers": [["A", "b"], ["C", "\n"]]}"#, "headers[1]: HTTP does not allow the header \"C\""),
        (answers, r#"{"operation": "invoke"}"#, "operation: the contract has no operation \"invoke\": it has list_agents,"),
        (steps, r#"{"pipeline": "x", "step": "y", "delay_ms": 1}"#, "step: there is no pipeline \"x\": the server has"),
        (steps, r#"{"pipeline": "research-and-summarize", "step": "summarizer"}"#, "delay_ms: give it, or `fail`, or both"),
        ("/_control/advance", r#"{"ms": -1}"#, "ms: invalid value: integer `-1`, expected u64"),
    ] {
        call(&server, "POST", path).body(body).send().await.is_error(400, "invalid_request", expected);
    }
    get(&server, "/_control/nowhere").await.is_error(404, "not_found", "the routes are POST /_control/answers, ");
    get(&server, "/_control/answers").await.is_error(405, "invalid_request", "use POST");
    assert_eq!(get(&server, "/_control/unused").await.json(), json!({ "unused": [] }));
}

#[tokio::test]
async fn pages_of_other_sites_and_other_names_are_refused() {
    let server = controlled().await;
    for (headers, status) in [
        ("Host: localhost", "200"),
        ("Host: localhost\r\nSec-Fetch-Site: cross-site", "403"),
        ("Host: localhost\r\nOrigin: http://evil.example", "403"),
        ("Host: evil.example", "421"),
    ] {
        let mut raw = Raw::connect(&server).await;
        raw.send(&format!("GET /_control/unused HTTP/1.1\r\n{headers}\r\n\r\n")).await;
        assert_eq!(&raw.answer().await.0[9..12], status, "{headers}");
    }
}

#[tokio::test]
async fn without_control_the_routes_are_unknown() {
    let server = MockServer::start().await.checked();
    for path in ["/_control/unused", "/_control/received"] {
        get(&server, path).await.is_error(404, "not_found", path);
    }
    let server = controlled().await;
    for path in ["/_control", "/_controls/unused"] {
        get(&server, path).await.is_error(404, "not_found", path);
    }
}

#[tokio::test]
async fn the_program_can_be_controlled() {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (arguments, expected) in [(&["--port", "0", "--control"][..], 200), (&["--port", "0"], 404)] {
        let (_running, first, _) = program::Running::start(arguments);
        client.get(format!("{}/healthz", program::url(&first))).send().await.unwrap();
        let received = client.get(format!("{}/_control/received", program::url(&first))).send().await.unwrap();
        assert_eq!(received.status(), expected);
        let recorded = received.json::<serde_json::Value>().await.unwrap();
        assert_eq!(recorded["requests"].as_array().map(Vec::len), (expected == 200).then_some(1), "{recorded}");
    }
}
