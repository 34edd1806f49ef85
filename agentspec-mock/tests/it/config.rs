//! Configured servers, over the socket.

use std::time::Duration;

use agentspec_mock::MockServer;
use agentspec_tests::{Checked, CheckedServer};
use serde_json::{Value, json};

use crate::client::{Reply, ask, call, get, session};

async fn configured(yaml: &str) -> CheckedServer {
    MockServer::builder().config(yaml).unwrap().start().await.unwrap().checked()
}

/// Starts a server with the example file.
async fn example() -> CheckedServer {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/agents.example.yaml");
    MockServer::builder().config_file(path).unwrap().start().await.unwrap().checked()
}

async fn forecast(server: &MockServer, operation: &str, input: &str) -> Reply {
    let call = call(server, "POST", &format!("/v1/agents/forecaster/{operation}")).header("X-API-Key", "your-api-key");
    call.json(&json!({ "input": input })).send().await
}

async fn run(server: &MockServer, pipeline: &str) -> Reply {
    let call = call(server, "POST", &format!("/v1/pipelines/{pipeline}/run")).header("Authorization", "Bearer your-token");
    call.json(&json!({ "input": "Will it rain?" })).send().await
}

#[tokio::test]
async fn the_examples_agents_are_listed() {
    let server = example().await;
    assert_eq!(server.agents(), ["assistant", "forecaster", "clerk"]);
    assert_eq!(server.pipelines(), ["research-and-summarize", "file-a-report"]);
    assert_eq!((server.api_key_count(), server.token_count()), (1, 1));
    let listed = call(&server, "GET", "/v1/agents").header("X-API-Key", "your-api-key").send().await.json();
    let model = "claude-sonnet-4-20250514";
    assert_eq!(
        listed,
        json!({ "agents": [
            { "name": "assistant", "model": model, "skills": ["search", "calculator"], "status": "ready" },
            { "name": "forecaster", "model": model, "skills": ["weather"], "status": "ready" },
            { "name": "clerk", "model": model, "skills": [], "status": "ready" },
        ] })
    );
}

#[tokio::test]
async fn the_examples_replies_are_used() {
    let server = example().await;
    let said = |reply: Reply| reply.json()["output"].take();
    assert_eq!(said(forecast(&server, "invoke", "Will it rain?").await), "It will not.");
    assert_eq!(said(forecast(&server, "invoke", "How is Paris?").await), "Let me look. It is 21 °C in Paris.");
    assert_eq!(said(forecast(&server, "invoke", "And tomorrow?").await), "Tomorrow will be like today.");
    assert_eq!(said(forecast(&server, "invoke", "What is the capital of France?").await), "The capital of France is Paris.");
    let refused = forecast(&server, "invoke", "And next year?").await;
    refused.is_error(429, "budget_exceeded", "The budget of this month is used up.");
    assert_eq!(refused.header("retry-after"), "86400");
}

#[tokio::test]
async fn the_examples_events_are_streamed() {
    let server = example().await;
    let mut events = forecast(&server, "stream", "How is Paris?").await.events();
    assert_eq!(events.pop().unwrap(), json!({ "type": "done", "usage": { "input_tokens": 3, "output_tokens": 9, "total_tokens": 12 } }));
    let tools: Vec<&Value> = events.iter().filter(|event| event["type"] != "token").collect();
    assert_eq!(
        tools,
        [
            &json!({ "type": "tool_call", "name": "weather", "arguments": { "city": "Paris" } }),
            &json!({ "type": "tool_result", "name": "weather", "output": { "celsius": 21, "sky": "clear" } }),
        ]
    );
    let text: String = events.iter().filter_map(|event| event["content"].as_str()).collect();
    assert_eq!(text, "Let me look. It is 21 °C in Paris.");
}

#[tokio::test]
async fn an_agent_that_fails_half_way_ends_the_stream_and_is_an_http_error_without_one() {
    let server = example().await;
    let events = forecast(&server, "stream", "How is Atlantis?").await.events();
    let last = json!({ "type": "error", "code": "internal_error", "message": "The model stopped unexpectedly." });
    assert_eq!((events.len(), events.last()), (4, Some(&last)));
    let refused = forecast(&server, "invoke", "How is Atlantis?").await;
    refused.is_error(500, "internal_error", "The model stopped unexpectedly.");
}

#[tokio::test]
async fn a_reply_with_a_limit_gives_way_to_the_next() {
    let server = example().await;
    for status in [503, 503, 200, 200] {
        let reply = forecast(&server, "invoke", "A storm?").await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("retry-after"), if status == 503 { "1" } else { "" });
    }
}

#[tokio::test]
async fn the_examples_pipelines_run() {
    let server = example().await;
    let good = run(&server, "research-and-summarize").await.json();
    assert_eq!((&good["steps"][0]["name"], &good["steps"][1]["name"]), (&json!("researcher"), &json!("summary")));
    assert!(good["steps"][0]["duration_ms"].as_u64() >= Some(20), "{good}");

    let reply = run(&server, "file-a-report").await;
    reply.is_error(500, "pipeline_error", "The step 'clerk' failed: The archive is full.");
    let states: Vec<Value> = reply.json()["steps"].as_array().unwrap().iter().map(|step| step["status"].clone()).collect();
    assert_eq!(states, ["completed", "failed", "skipped"]);
}

#[tokio::test]
async fn an_agents_failure_fails_its_step() {
    let server = configured(
        "
agents:
  - {name: late, replies: [{error: {status: 503, code: overloaded, message: Too busy.}}]}
  - {name: cut, replies: [{events: [{text: Well}, {error: {code: lost, message: Gone.}}]}]}
pipelines: [{name: one, steps: [{agent: late}]}, {name: two, steps: [{agent: cut}]}]
",
    )
    .await;
    for (pipeline, code, message) in [("one", "overloaded", "Too busy."), ("two", "lost", "Gone.")] {
        let reply = ask(&server, &format!("/v1/pipelines/{pipeline}/run"), "Hi").await;
        reply.is_error(500, "pipeline_error", message);
        assert_eq!(reply.json()["steps"][0]["error"], json!({ "code": code, "message": message }));
    }
}

#[tokio::test]
async fn a_scripted_failure_precedes_the_configured_one() {
    let server = configured("pipelines: [{name: p, steps: [{agent: researcher, delay_ms: 3600000, fail: {code: a}}]}]").await;
    server.slow_step("p", "researcher", Duration::ZERO);
    server.fail_step("p", "researcher", "b", "Otherwise.");
    let steps = ask(&server, "/v1/pipelines/p/run", "Hi").await.json()["steps"].take();
    assert_eq!(steps[0]["error"]["code"], "b");
    assert!(steps[0]["duration_ms"].as_u64() < Some(3_600_000));
}

#[tokio::test]
async fn a_failed_turn_is_not_recorded() {
    let server = configured(
        "agents: [{name: assistant, replies: [
           {when: {contains: a}, error: {code: internal_error}},
           {when: {contains: b}, events: [{text: Well}, {error: {code: internal_error}}]}]}]",
    )
    .await;
    let path = session(&server).await;
    ask(&server, &format!("{path}/continue"), "a").await.is_error(500, "internal_error", "The agent failed.");
    ask(&server, &format!("{path}/continue"), "b").await.is_error(500, "internal_error", "The agent failed.");
    assert_eq!(ask(&server, &format!("{path}/stream"), "b").await.events().len(), 2);
    assert_eq!(ask(&server, &format!("{path}/continue"), "Hello").await.json()["turn"], 1);
}

#[tokio::test]
async fn a_scripted_reply_keeps_max_tokens_and_counts_the_conversation() {
    let server = configured("agents: [{name: assistant, replies: [{text: one two three}]}]").await;
    let path = format!("{}/continue", session(&server).await);
    ask(&server, &path, "Hello").await;
    let body = json!({ "input": "Hello", "options": { "max_tokens": 2 } });
    let reply = call(&server, "POST", &path).json(&body).send().await.json();
    assert_eq!((&reply["output"], &reply["turn"]), (&json!("one two"), &json!(2)));
    assert_eq!(reply["usage"], json!({ "input_tokens": 5, "output_tokens": 2, "total_tokens": 7 }));
}

#[tokio::test]
async fn a_slow_reply_does_not_delay_others() {
    let hour = Duration::from_secs(3600);
    let server = configured("agents: [{name: a, replies: [{when: {equals: slow}, delay_ms: 3600000, text: Done.}]}]").await;
    let body = json!({ "input": "slow" });
    let slow = tokio::spawn(call(&server, "POST", "/v1/agents/a/invoke").json(&body).send());
    while server.received_count() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(ask(&server, "/v1/agents/a/invoke", "Hello").await.status, 200);
    server.advance(hour);
    assert_eq!(slow.await.unwrap().json()["output"], "Done.");
}

#[tokio::test]
async fn a_session_that_is_deleted_during_a_delay_is_a_404() {
    let server = configured("agents: [{name: assistant, replies: [{delay_ms: 3600000, text: Done.}]}]").await;
    let path = session(&server).await;
    let turn = tokio::spawn(call(&server, "POST", &format!("{path}/continue")).json(&json!({ "input": "Hi" })).send());
    while server.received_count() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(call(&server, "DELETE", &path).send().await.status, 204);
    server.advance(Duration::from_secs(3600));
    turn.await.unwrap().is_error(404, "not_found", "was deleted");
}

#[tokio::test]
async fn a_degraded_server_is_a_503() {
    let server = configured("health: {status: degraded, checks: {database: timeout}}").await;
    let reply = get(&server, "/healthz").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (503, "application/json"));
    let health = reply.json();
    assert_eq!((&health["status"], &health["checks"]), (&json!("degraded"), &json!({ "database": "timeout" })));
}

#[tokio::test]
async fn later_settings_of_the_builder_replace_those_of_the_configuration() {
    let yaml = "{sessions: {expire_after_s: 1000}, rate_limit: {requests: 3, per_s: 1000}, pace_ms: 3600000}";
    let server = MockServer::builder().config(yaml).unwrap().pace(Duration::ZERO).start().await.unwrap().checked();
    let path = session(&server).await;
    assert_eq!(ask(&server, &format!("{path}/stream"), "Hello").await.status, 200);
    server.advance(Duration::from_secs(500));
    assert_eq!(ask(&server, &format!("{path}/continue"), "Hello").await.status, 200);
    ask(&server, &format!("{path}/continue"), "Hello").await.is_error(429, "rate_limited", "More than 3 requests in 1000 s");
    server.advance(Duration::from_secs(1000));
    ask(&server, &format!("{path}/continue"), "Hello").await.is_error(404, "not_found", "expired");
}

#[tokio::test]
async fn absent_keys_change_nothing() {
    let server = configured("agents: []").await;
    assert_eq!(get(&server, "/v1/agents").await.json(), json!({ "agents": [] }));
    ask(&server, "/v1/agents/assistant/invoke", "Hi").await.is_error(404, "not_found", "'assistant'");
    assert_eq!(ask(&server, "/v1/pipelines/research-and-summarize/run", "Hi").await.status, 200);
    let server = configured("pipelines: []").await;
    assert_eq!(server.agents(), ["assistant", "reviewer"]);
    ask(&server, "/v1/pipelines/any/run", "Hi").await.is_error(404, "not_found", "this server has none");
}

#[test]
fn an_error_names_the_file() {
    let error = MockServer::builder().config_file("no-such-file.yaml").unwrap_err();
    assert_eq!(error.to_string(), "no-such-file.yaml: cannot read the file");
    assert!(std::error::Error::source(&error).is_some());
    let error = MockServer::builder().config("agents: [{}]").unwrap_err();
    assert_eq!(error.to_string(), "configuration: agents[0]: the key name is required");
}

/// Returns the text between two marks.
#[tokio::test]
async fn a_file_with_too_large_aliases_is_refused_and_named() {
    let folder = std::env::temp_dir().join(format!("agentspec-mock-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("bomb.yaml");
    let lines = (1..12).map(|line| format!("a{line}: &a{line} [{}]\n", format!("*a{},", line - 1).repeat(10)));
    std::fs::write(&path, ["a0: &a0 [fin]\n".to_owned()].into_iter().chain(lines).collect::<String>()).unwrap();
    let refusals = [
        MockServer::builder().config_file(&path).unwrap_err().to_string(),
        MockServer::builder().scenarios_file(&path).unwrap_err().to_string(),
    ];
    std::fs::remove_dir_all(&folder).unwrap();
    for message in refusals {
        assert!(message.contains("bomb.yaml: invalid YAML: more than 200000 values"), "{message}");
        assert!(message.contains("with each alias expanded") && message.ends_with("use fewer aliases, or split the file"), "{message}");
    }
}

pub(crate) fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).unwrap().0
}

#[tokio::test]
async fn the_configurations_of_the_readme_and_of_the_help_work() {
    let readme = between(include_str!("../../README.md"), "```yaml\n", "```").to_owned();
    let help = between(include_str!("../../src/bin/agentspec-mock/help.txt"), "A configuration is YAML:\n\n", "\nA file of");
    for yaml in [readme, help.to_owned()] {
        let server = configured(&yaml).await;
        let said = ask(&server, "/v1/agents/forecaster/invoke", "And Rome?").await.json();
        assert_eq!(said["output"], "I only know about Paris.");
        assert_eq!(ask(&server, "/v1/agents/forecaster/stream", "Paris?").await.events()[0]["type"], "tool_call");
        for status in [503, 503, 200] {
            assert_eq!(ask(&server, "/v1/agents/forecaster/invoke", "A storm?").await.status, status);
        }
        server.slow_step("report", "forecaster", Duration::ZERO);
        ask(&server, "/v1/pipelines/report/run", "Paris?").await.is_error(500, "pipeline_error", "The model is overloaded.");
    }
}
