//! Requests that a scenario passes on to the server itself.

use std::time::Duration;

use agentspec_mock::{Answer, MockServer};
use serde_json::json;

use super::{Raw, scripted};

const INVOKE: &str = "v1/agents/assistant/invoke";

#[tokio::test]
async fn a_run_reaches_the_server_itself_after_its_scenario() {
    let server = scripted("it: [[reset], [pass]]").await;
    let base = server.scenario_url("it", "run");
    let call = || reqwest::Client::new().post(format!("{base}/{INVOKE}")).json(&json!({"input": "What is the capital of France?"})).send();
    call().await.unwrap_err();
    for _ in 0..2 {
        let answer = call().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers().contains_key("x-correlation-id")), (200, true));
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["output"], "The capital of France is Paris.");
    }
    let paths: Vec<_> = server.received().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, [format!("/{INVOKE}"), format!("/{INVOKE}")], "those that were passed on were received");
    assert_eq!(server.scenario_seen("run").requests.len(), 3);
    assert_eq!(server.exchanges()[0].operation(), Some("invoke_agent"));
}

#[tokio::test]
async fn the_rules_of_the_server_apply_to_passed_on_requests() {
    let server = MockServer::builder().api_key("key").scenarios("it: [pass]").unwrap().start().await.unwrap();
    let base = server.scenario_url("it", "run");
    let get = |path: &str| reqwest::Client::new().get(format!("{base}{path}"));
    assert_eq!(get("/v1/agents").send().await.unwrap().status(), 401);
    assert_eq!(get("/v1/nothing").header("x-api-key", "key").send().await.unwrap().status(), 404);
    server.answer_next(Answer::status(503).header("x-correlation-id", "scripted"));
    let scripted = get("/v1/agents").send().await.unwrap();
    assert_eq!((scripted.status().as_u16(), &scripted.headers()["x-correlation-id"]), (503, &"scripted".parse().unwrap()));
    let listed = get("/v1/agents/assistant/sessions?limit=1000").header("x-api-key", "key").send().await.unwrap();
    assert_eq!(listed.status(), 400, "the query is passed on too");
}

#[tokio::test]
async fn a_stream_is_passed_on_event_by_event_at_the_pace_of_the_server() {
    let minute = Duration::from_secs(60);
    let server = MockServer::builder().pace(minute).scenarios("it: [pass]").unwrap().start().await.unwrap();
    let url = format!("{}/v1/agents/assistant/stream", server.scenario_url("it", "run"));
    let mut stream = reqwest::Client::new().post(url).json(&json!({"input": "Hello"})).send().await.unwrap();
    let mut text = String::new();
    while let Some(chunk) = stream.chunk().await.unwrap() {
        text.push_str(std::str::from_utf8(&chunk).unwrap());
        server.advance(minute);
    }
    assert!(text.matches("\"token\"").count() > 1 && text.contains("\"done\""), "{text}");
    assert!(server.exchanges()[0].ended);
}

#[tokio::test]
async fn it_waits_before_it_passes_on_and_keeps_the_connection_for_the_next_request() {
    let server = scripted("it: [pause_ms: 3600000, pass]").await;
    let mut raw = Raw::connect(&server).await;
    for _ in 0..2 {
        raw.get("/_scenario/it/run/healthz").await;
        while server.scenario_seen("run").requests.iter().filter(|request| request.whole).count() <= server.received_count() {
            tokio::task::yield_now().await;
        }
        server.advance(Duration::from_secs(3600));
        let (head, body) = raw.answer().await;
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert_eq!(body["status"], "ok");
    }
    assert_eq!(server.scenario_seen("run").connections.len(), 1);
}
