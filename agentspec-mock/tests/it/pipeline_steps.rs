//! Pipeline steps that are slow or fail.

use std::time::Duration;

use agentspec_mock::MockServer;
use agentspec_tests::Checked;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::client::{Reply, ask, call, get};

const PIPELINE: &str = "research-and-summarize";
const RUN: &str = "/v1/pipelines/research-and-summarize/run";
const STATUS: &str = "/v1/pipelines/research-and-summarize/status";
const HOUR: Duration = Duration::from_secs(3600);

fn start(server: &MockServer) -> JoinHandle<Reply> {
    tokio::spawn(call(server, "POST", RUN).json(&json!({ "input": "Summarize tea." })).send())
}

/// Waits until the step at that index of the newest run is running, and returns the status.
async fn running(server: &MockServer, step: usize) -> Value {
    loop {
        let reply = get(server, STATUS).await;
        if reply.status == 200 && reply.json()["steps"][step]["status"] == "running" {
            return reply.json();
        }
    }
}

/// Returns each step's status, and whether it has a duration.
fn steps(run: &Value) -> Vec<(&str, bool)> {
    run["steps"].as_array().unwrap().iter().map(|step| (step["status"].as_str().unwrap(), step["duration_ms"].is_u64())).collect()
}

#[tokio::test]
async fn a_slow_run_is_seen_running_step_by_step() {
    let server = MockServer::start().await.checked();
    server.slow_step(PIPELINE, "researcher", HOUR);
    server.slow_step(PIPELINE, "summarizer", 2 * HOUR);
    let run = start(&server);

    let status = running(&server, 0).await;
    assert_eq!((&status["run_id"], &status["status"]), (&json!("run-0001"), &json!("running")));
    assert_eq!(steps(&status), [("running", false), ("pending", false)]);
    assert!(status["steps"][0].get("output").is_none() && status["steps"][0]["duration_ms"].is_null());
    assert!(status["elapsed_ms"].as_u64() < Some(60_000));

    server.advance(HOUR);
    let status = running(&server, 1).await;
    assert_eq!(steps(&status), [("completed", true), ("running", false)]);
    assert!(status["steps"][0]["output"].is_string());
    server.advance(HOUR);
    let named = get(&server, &format!("{STATUS}?run_id=run-0001")).await.json();
    assert_eq!(named["status"], "running");
    assert!((7_200_000..7_260_000).contains(&named["elapsed_ms"].as_u64().unwrap()), "{named}");

    server.advance(HOUR);
    let answer = run.await.unwrap().json();
    assert_eq!((&answer["status"], &answer["run_id"]), (&json!("completed"), &json!("run-0001")));
    assert!((3_600_000..3_660_000).contains(&answer["steps"][0]["duration_ms"].as_u64().unwrap()), "{answer}");
    assert!(answer["total_duration_ms"].as_u64() >= Some(10_800_000), "{answer}");
    let ended = get(&server, STATUS).await.json();
    assert_eq!((&ended["status"], &ended["elapsed_ms"]), (&json!("completed"), &answer["total_duration_ms"]));
}

#[tokio::test]
async fn a_failed_step_fails_the_run_and_the_answer_has_the_steps() {
    let server = MockServer::start().await.checked();
    server.fail_step(PIPELINE, "summarizer", "overloaded", "The model is overloaded.");
    let reply = ask(&server, RUN, "Summarize recent advances in battery technology.").await;
    reply.is_error(500, "pipeline_error", "The step 'summarizer' failed: The model is overloaded.");
    let body = reply.json();
    assert_eq!(steps(&body), [("completed", true), ("failed", true)]);
    assert_eq!(body["steps"][0]["output"], "Solid-state cells have reached pilot lines.");
    assert_eq!(body["steps"][1]["error"], json!({ "code": "overloaded", "message": "The model is overloaded." }));
    assert!(body["steps"][1].get("output").is_none());

    let status = get(&server, STATUS).await.json();
    assert_eq!((&status["status"], &status["steps"]), (&json!("failed"), &body["steps"]));
    let metrics = get(&server, "/v1/metrics").await.text;
    for line in ["steps_total{status=\"completed\"} 1", "steps_total{status=\"failed\"} 1", "errors_total{code=\"pipeline_error\"} 1"] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
}

#[tokio::test]
async fn the_steps_after_a_failed_one_are_skipped() {
    let server = MockServer::start().await.checked();
    server.fail_step(PIPELINE, "researcher", "no_sources", "Nothing was found.");
    let reply = ask(&server, RUN, "Summarize tea.").await;
    assert_eq!(steps(&reply.json()), [("failed", true), ("skipped", false)]);
    assert!(reply.json()["steps"][1]["duration_ms"].is_null());
    assert!(get(&server, "/v1/metrics").await.text.contains("steps_total{status=\"skipped\"} 1"));
}

#[tokio::test]
async fn a_failure_applies_only_to_the_next_run_of_that_pipeline() {
    let server = MockServer::start().await.checked();
    server.fail_step(PIPELINE, "researcher", "no_sources", "Nothing was found.");
    ask(&server, RUN, "").await;
    assert_eq!(ask(&server, RUN, "Summarize tea.").await.status, 200);
}

#[tokio::test]
async fn a_refused_run_does_not_use_the_failure() {
    let server = MockServer::start().await.checked();
    server.fail_step(PIPELINE, "researcher", "no_sources", "Nothing was found.");
    call(&server, "POST", RUN).json(&json!({})).send().await.is_error(400, "invalid_request", "input");
    assert_eq!(ask(&server, RUN, "Summarize tea.").await.status, 500);
}

#[tokio::test]
async fn a_step_can_be_slow_and_fail() {
    let server = MockServer::start().await.checked();
    server.slow_step(PIPELINE, "researcher", HOUR);
    server.fail_step(PIPELINE, "researcher", "no_sources", "Nothing was found.");
    let run = start(&server);
    running(&server, 0).await;
    server.advance(HOUR);
    let reply = run.await.unwrap();
    reply.is_error(500, "pipeline_error", "Nothing was found.");
    assert!(reply.json()["steps"][0]["duration_ms"].as_u64() >= Some(3_600_000));
}

#[tokio::test]
async fn concurrent_runs_have_separate_statuses() {
    let server = MockServer::start().await.checked();
    server.slow_step(PIPELINE, "summarizer", HOUR);
    let slow = start(&server);
    running(&server, 1).await;
    assert_eq!(ask(&server, RUN, "Summarize coffee.").await.json()["run_id"], "run-0002");
    let states = ["", "?run_id=run-0001", "?run_id=run-0002"].map(|query| format!("{STATUS}{query}"));
    let mut seen = Vec::new();
    for path in &states {
        seen.push(get(&server, path).await.json()["status"].take());
    }
    assert_eq!(seen, ["completed", "running", "completed"]);
    server.advance(HOUR);
    assert_eq!(slow.await.unwrap().json()["run_id"], "run-0001");
}

#[tokio::test]
async fn a_run_continues_when_its_client_disconnects() {
    let server = MockServer::start().await.checked();
    server.slow_step(PIPELINE, "researcher", HOUR);
    let run = start(&server);
    running(&server, 0).await;
    run.abort();
    assert!(run.await.is_err());
    server.advance(HOUR);
    while get(&server, STATUS).await.json()["status"] != "completed" {}
}

#[test]
#[should_panic(expected = "there is no pipeline \"other\": the server has 'research-and-summarize'")]
fn a_failure_of_an_unknown_pipeline_is_refused() {
    MockServer::builder().start_blocking().unwrap().slow_step("other", "researcher", HOUR);
}

#[test]
#[should_panic(expected = "the pipeline \"research-and-summarize\" has no step \"writer\": it has 'researcher', 'summarizer'")]
fn a_failure_of_an_unknown_step_is_refused() {
    MockServer::builder().start_blocking().unwrap().fail_step(PIPELINE, "writer", "code", "message");
}
