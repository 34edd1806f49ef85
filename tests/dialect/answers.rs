//! Whole answers: agents, pipelines, health, metrics and errors.

use std::error::Error as _;
use std::iter::successors;

use agentspec_ext::{Dialect, ErrorKind, Outcome};
use agentspec_mock::Answer;
use agentspec_tests::{RawServer, Then, until};
use serde_json::{Value, json};

use super::{builder, client, configured, runtime};

#[tokio::test]
async fn an_invocation_sends_a_message_and_returns_the_usage_and_all_other_fields() {
    let server = runtime().await;
    let answer = client(&server.url()).agents().invoke("assistant", "What is the capital of France?").await.unwrap();
    assert_eq!(answer.output, "The capital of France is Paris.");
    assert_eq!([answer.usage.input_tokens, answer.usage.output_tokens, answer.usage.total_tokens], [6, 6, 12]);
    assert_eq!(answer.usage.extra.get("cache_read"), Some(&json!(0)));
    assert_eq!(answer.extra.keys().collect::<Vec<_>>(), ["duration_ms", "tool_calls", "turns"]);
    assert_eq!(server.received()[0].json(), Some(json!({ "message": "What is the capital of France?" })));
}

#[tokio::test]
async fn an_agent_with_a_control_flow_of_its_own_has_an_activity_and_no_usage() {
    let server = configured("agents: [{name: poet, control_flow: true, replies: [{text: A rose.}]}]").await;
    let answer = client(&server.url()).agents().invoke("poet", "Hello").await.unwrap();
    assert_eq!((answer.output.as_str(), answer.usage.total_tokens), ("A rose.", 0));
    assert_eq!(answer.extra["activity"], json!([{ "type": "text", "content": "A rose." }]));
}

#[tokio::test]
async fn the_agents_are_listed() {
    let server = configured("agents: [{name: clerk, model: openai/gpt-5}]").await;
    let agents = client(&server.url()).agents().list().await.unwrap();
    assert_eq!((agents[0].name.as_str(), agents[0].model.as_str(), agents[0].skills.len()), ("clerk", "gpt-5", 0));
    assert_eq!(agents[0].extra["fqn"], "mock/Agent/clerk");
}

#[tokio::test]
async fn the_health_is_ok_with_its_uptime_in_seconds() {
    let server = runtime().await;
    server.advance(std::time::Duration::from_millis(62_300));
    let health = client(&server.url()).health().await.unwrap();
    assert_eq!((health.status.to_string(), health.uptime_seconds), ("ok".to_owned(), Some(62)));
    assert!(health.extra["uptime"].as_str().unwrap().starts_with("1m2.3"), "{health:?}");
    assert_eq!(health.extra["agents"], 2);
}

#[tokio::test]
async fn a_run_has_its_steps_as_a_list() {
    let server = runtime().await;
    let run = client(&server.url()).pipelines().run("research-and-summarize", "Batteries").await.unwrap();
    let steps: Vec<_> = run.steps.iter().map(|step| (step.name.as_str(), step.status.to_string())).collect();
    assert_eq!(steps, [("researcher", "completed".to_owned()), ("summarizer", "completed".to_owned())]);
    assert_eq!((run.status.to_string().as_str(), run.output, run.run_id), ("completed", None, None));
    assert_eq!(server.received()[0].json(), Some(json!({ "trigger": { "input": "Batteries" } })));
}

#[tokio::test]
async fn a_run_of_one_step_has_its_output() {
    let server = configured("agents: [{name: clerk, replies: [{text: Done.}]}]\npipelines: [{name: p, steps: [{agent: clerk}]}]").await;
    assert_eq!(client(&server.url()).pipelines().run("p", "Hello").await.unwrap().output.as_deref(), Some("Done."));
}

#[tokio::test]
async fn a_failed_run_is_a_pipeline_error_with_its_steps() {
    let server = runtime().await;
    server.fail_step("research-and-summarize", "summarizer", "overloaded", "The model is overloaded.");
    let error = client(&server.url()).pipelines().run("research-and-summarize", "Batteries").await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.outcome()), (ErrorKind::Server, "pipeline_error", Outcome::Unknown));
    assert_eq!(error.message(), "the step summarizer failed: The model is overloaded.");
    let steps: Vec<_> = error.steps().iter().map(|step| (step.name.as_str(), step.status.to_string())).collect();
    assert_eq!(steps, [("researcher", "completed".to_owned()), ("summarizer", "failed".to_owned())]);
    assert_eq!(error.steps()[1].error.as_ref().unwrap().message, "The model is overloaded.");
}

#[tokio::test]
async fn the_metrics_are_unchanged() {
    let server = runtime().await;
    assert!(client(&server.url()).metrics().await.unwrap().contains("agentspec_requests_total"));
}

#[tokio::test]
async fn a_flat_error_has_its_code_and_message_and_the_documented_body() {
    let server = runtime().await;
    let error = client(&server.url()).agents().invoke("nobody", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.message()), (ErrorKind::NotFound, "not_found", "Agent \"nobody\" not found"));
    assert!(!error.is_unsupported());
    let body: Value = serde_json::from_slice(error.body().unwrap()).unwrap();
    assert_eq!(body, json!({ "error": { "code": "not_found", "message": "Agent \"nobody\" not found" } }));
    server.answer_next(Answer::error(429, "budget_exceeded", "Spent.").header("Retry-After", "3600"));
    let error = client(&server.url()).agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.attempts()), (ErrorKind::RateLimit, "budget_exceeded", 1));
}

#[tokio::test]
async fn an_error_response_is_not_read_to_its_end() {
    let head = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n";
    let server = RawServer::start([([head, &" ".repeat(2 << 20)].concat(), Then::Hang)]).await;
    let call = tokio::spawn(client(server.url()).agents().invoke("assistant", "Hello").into_future());
    until(|| call.is_finished()).await;
    assert_eq!(call.await.unwrap().unwrap_err().kind(), ErrorKind::Server);
}

#[tokio::test]
async fn the_error_of_a_broken_answer_has_no_more_causes_than_that_of_the_documented_api() {
    let broken = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"output\":";
    let server = RawServer::start([(broken, Then::Close)]).await;
    let mut causes = Vec::new();
    for dialect in [Dialect::Runtime, Dialect::Documented] {
        let client = builder(server.url(), dialect).0.build().unwrap();
        let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
        assert_eq!((error.kind(), error.body()), (ErrorKind::Transport, Some(&b"{\"output\":"[..])), "{error}");
        causes.push(successors(error.source(), |cause| (*cause).source()).count());
    }
    assert!(causes[0] > 1 && causes[0] <= causes[1], "{causes:?}");
}

#[tokio::test]
async fn an_answer_that_cannot_be_translated_is_reported_as_it_was_received() {
    let server = runtime().await;
    for (body, message) in [
        (r#"{"output": "Hi", "tokens": 3, "turns": 1}"#, "does not match the contract"),
        (r#"{"output": 3, "tokens": {}, "turns": 1}"#, "does not match the contract"),
        ("<!doctype html><title>Home</title>", "is a web page"),
        ("", "does not match the contract"),
    ] {
        server.answer_next(Answer::status(200).body(body));
        let error = client(&server.url()).agents().invoke("assistant", "Hello").await.unwrap_err();
        assert!(error.is_decode() && error.message().contains(message) && !error.message().contains("dialect"), "{body}: {error}");
        assert_eq!(error.body(), Some(body.as_bytes()));
    }
}

#[tokio::test]
async fn numbers_beyond_64_bits_and_the_order_of_keys_are_kept() {
    let server = runtime().await;
    let body = r#"{"output":"Hi","tokens":{"input":1,"output":1,"total":2},"tool_calls":[{"input":{"z":100000000000000000000001,"a":1.5}}],"turns":1}"#;
    server.answer_next(Answer::status(200).header("Content-Type", "application/json").body(body));
    let answer = client(&server.url()).agents().invoke("assistant", "Hello").await.unwrap();
    assert_eq!(answer.extra["tool_calls"][0]["input"].to_string(), r#"{"z":"100000000000000000000001","a":1.5}"#);
}

#[tokio::test]
async fn a_large_answer_is_translated_and_one_above_the_limit_is_too_large() {
    let server = runtime().await;
    let text = "x".repeat(1 << 20);
    let body = json!({ "output": text, "tokens": { "input": 1, "output": 1, "total": 2 }, "turns": 1 }).to_string();
    server.answer_next(Answer::status(200).body(body.clone()));
    assert_eq!(client(&server.url()).agents().invoke("assistant", "Hello").await.unwrap().output, text);
    server.answer_next(Answer::status(200).body(body));
    let (builder, _) = builder(&server.url(), Dialect::Runtime);
    let error = builder.answer_limit(1 << 20).build().unwrap().agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::TooLarge, "too_large"), "{error}");
}
