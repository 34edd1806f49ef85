//! Answers as Server-Sent Events.

use std::time::Duration;

use agentspec_mock::MockServer;
use agentspec_tests::Checked;
use serde_json::{Value, json};

use crate::client::{ask, call, get, post, session};

const STREAM: &str = "/v1/agents/assistant/stream";

fn text(events: &[Value]) -> String {
    events.iter().filter_map(|event| event["content"].as_str()).collect()
}

#[tokio::test]
async fn a_stream_has_the_form_of_the_contract() {
    let server = MockServer::start().await.checked();
    let reply = post(&server, STREAM, &json!({ "input": "What is the capital of France?", "options": { "max_tokens": 2 } })).await;
    assert_eq!(reply.header("content-type"), "text/event-stream");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert!(!reply.header("x-correlation-id").is_empty());
    assert_eq!(
        reply.text,
        "data: {\"type\":\"token\",\"content\":\"The\"}\n\n\
         data: {\"type\":\"token\",\"content\":\" capital\"}\n\n\
         data: {\"type\":\"done\",\"usage\":{\"input_tokens\":6,\"output_tokens\":2,\"total_tokens\":8}}\n\n"
    );
}

#[tokio::test]
async fn a_stream_has_the_same_answer_as_an_invocation() {
    let server = MockServer::start().await.checked();
    for input in ["Tell me a story.", "Write a haiku about programming.", "What is 2 + 3 * 4?"] {
        let events = ask(&server, STREAM, input).await.events();
        let whole = ask(&server, "/v1/agents/assistant/invoke", input).await.json();
        let done = events.last().unwrap();
        let tokens = events.iter().filter(|event| event["type"] == "token").count();
        assert_eq!(text(&events), whole["output"].as_str().unwrap());
        assert_eq!(done, &json!({ "type": "done", "usage": whole["usage"] }));
        assert_eq!(done["usage"]["output_tokens"], tokens);
    }
}

#[tokio::test]
async fn arithmetic_streams_the_calculator_call_and_its_result() {
    let server = MockServer::start().await.checked();
    let events = ask(&server, STREAM, "What is 2 + 3 * 4?").await.events();
    assert_eq!(events[0], json!({ "type": "tool_call", "name": "calculator", "arguments": { "expression": "2 + 3 * 4" } }));
    assert_eq!(events[1], json!({ "type": "tool_result", "name": "calculator", "output": "14" }));
    assert_eq!(text(&events), "2 + 3 * 4 = 14.");
}

#[tokio::test]
async fn a_conversation_that_builds_a_scraper_gets_a_library_and_an_example() {
    let server = MockServer::start().await.checked();
    let path = format!("{}/stream", session(&server).await);
    let first = ask(&server, &path, "Hi, I'm building a web scraper in Python.").await.events();
    assert!(text(&first).starts_with("Hi! A web scraper in Python is a good project."), "{}", text(&first));
    let second = ask(&server, &path, "What library should I use for parsing HTML?").await.events();
    assert!(text(&second).starts_with("For your web scraper in Python I suggest Beautiful Soup"), "{}", text(&second));
    let third = ask(&server, &path, "Can you show me a quick example?").await.events();
    assert!(text(&third).contains("```python\nimport requests"), "{}", text(&third));
    let totals = [first, second, third].map(|events| events.last().unwrap()["usage"]["total_tokens"].as_u64().unwrap());
    assert!(totals.is_sorted(), "{totals:?}");
}

#[tokio::test]
async fn events_arrive_one_by_one_at_the_pace() {
    let pace = Duration::from_millis(5);
    let server = MockServer::builder().pace(pace).start().await.unwrap().checked();
    let mut stream = call(&server, "POST", STREAM).json(&json!({ "input": "Hello" })).open().await;
    let mut chunks = 0;
    while stream.chunk().await.unwrap().is_some() {
        chunks += 1;
    }
    // Seven tokens and `done`; on a slow machine, two may be read as one.
    assert!(chunks > 1, "{chunks}");
}

#[tokio::test]
async fn a_turn_is_recorded_completely_when_the_client_disconnects_half_way() {
    let server = MockServer::builder().pace(Duration::from_secs(3600)).start().await.unwrap().checked();
    let path = session(&server).await;
    let body = json!({ "input": "My name is Alice." });
    let mut stream = call(&server, "POST", &format!("{path}/stream")).json(&body).open().await;
    assert!(stream.chunk().await.unwrap().is_some());
    drop(stream);
    let reply = ask(&server, &format!("{path}/continue"), "What is my name?").await.json();
    assert_eq!((&reply["output"], &reply["turn"]), (&json!("Your name is Alice."), &json!(2)));
}

#[tokio::test]
async fn a_slow_stream_does_not_delay_others() {
    let server = MockServer::builder().pace(Duration::from_secs(3600)).start().await.unwrap().checked();
    let mut stream = call(&server, "POST", STREAM).json(&json!({ "input": "Hello" })).open().await;
    assert!(stream.chunk().await.unwrap().is_some());
    assert_eq!(get(&server, "/v1/agents").await.status, 200);
}
