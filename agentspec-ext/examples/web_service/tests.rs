//! Tests the service over real connections, with a mock server in place of the agent's. No test waits for time to pass.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::time::Duration;

use agentspec_ext::Client;
use agentspec_mock::{Answer, MockServer};
use reqwest::Response;

const PACE: Duration = Duration::from_secs(60);

/// Servers that send a token and then nothing, or a token and then the end of the connection; or nothing at all.
const SCENARIOS: &str = r#"
stalls: [stream: chunked, chunk: "data: {\"type\": \"token\", \"content\": \"Hi\"}\n\n", hang]
breaks: [stream: chunked, chunk: "data: {\"type\": \"token\", \"content\": \"Hi\"}\n\n", fin]
silent: [hang]
"#;

/// Starts the service, and sends it a request as a browser does.
async fn ask(agents: &str, path: &str) -> Response {
    let client = Client::builder().without_environment().base_url(agents).max_retries(0).build().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}{path}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, super::service(client)).into_future());
    reqwest::Client::new().post(url).body("Tell me a story.").send().await.unwrap()
}

#[tokio::test]
async fn each_event_reaches_the_browser_as_it_is_made() {
    let agents = MockServer::builder().pace(PACE).start().await.unwrap();
    let session = ask(&agents.url(), "/sessions").await.text().await.unwrap();
    let mut answer = ask(&agents.url(), &format!("/sessions/{session}")).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].as_bytes()), (200, &b"text/event-stream"[..]));

    let mut event = answer.chunk().await.unwrap().unwrap();
    assert!(event.starts_with(b"data: {\"type\":\"token\",") && event.ends_with(b"}\n\n"), "{event:?}");
    while !event.starts_with(b"data: {\"type\":\"done\",") {
        agents.advance(PACE); // until then the next one is not made
        event = answer.chunk().await.unwrap().unwrap();
    }
    assert!(answer.chunk().await.unwrap().is_none());
}

#[tokio::test]
async fn a_failure_has_its_status_before_the_first_byte() {
    let agents = MockServer::start().await;
    for (theirs, code, ours) in
        [(404, "not_found", 404), (401, "unauthorized", 502), (429, "rate_limited", 429), (500, "internal_error", 502)]
    {
        agents.answer_next(Answer::error(theirs, code, "No.").header("Retry-After", "7"));
        let answer = ask(&agents.url(), "/sessions/sess-1").await;
        assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].as_bytes()), (ours, &b"7"[..]));
        assert!(answer.text().await.unwrap().contains(code));
    }
    assert_eq!(ask("http://127.0.0.1:1", "/sessions/sess-1").await.status().as_u16(), 503);
    assert_eq!(ask(&agents.url(), "/sessions/%5C").await.status().as_u16(), 400);
}

#[tokio::test]
async fn a_failure_after_the_first_byte_is_an_event() {
    let agents = MockServer::builder().scenarios(SCENARIOS).unwrap().start().await.unwrap();
    let answer = ask(&agents.scenario_url("breaks", "run"), "/sessions/sess-1").await.text().await.unwrap();
    assert!(
        answer.starts_with("data: {\"type\":\"token\",") && answer.contains("{\"type\":\"error\",\"code\":\"stream_interrupted\""),
        "{answer}"
    );
}

#[tokio::test]
async fn a_browser_that_leaves_closes_the_connection_to_the_agent() {
    let agents = MockServer::builder().scenarios(SCENARIOS).unwrap().start().await.unwrap();
    let mut answer = ask(&agents.scenario_url("stalls", "run"), "/sessions/sess-1").await;
    assert!(answer.chunk().await.unwrap().unwrap().ends_with(b"}\n\n"));
    drop(answer);
    agents.scenario_closed("run").await;
}

#[tokio::test]
async fn a_browser_that_leaves_before_the_agent_answers_cancels_the_call() {
    let agents = MockServer::builder().scenarios(SCENARIOS).unwrap().start().await.unwrap();
    let url = agents.scenario_url("silent", "run");
    let browser = tokio::spawn(async move { ask(&url, "/sessions/sess-1").await });
    while agents.scenario_seen("run").requests.is_empty() {
        tokio::task::yield_now().await;
    }
    browser.abort();
    agents.scenario_closed("run").await;
}
