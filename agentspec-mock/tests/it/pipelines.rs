//! `run_pipeline`, `pipeline_status`.

use agentspec_mock::MockServer;
use agentspec_tests::Checked;
use serde_json::json;

use crate::client::{ask, get, post};

const RUN: &str = "/v1/pipelines/research-and-summarize/run";
const STATUS: &str = "/v1/pipelines/research-and-summarize/status";

#[tokio::test]
async fn a_run_has_its_steps_and_the_last_ones_output() {
    let server = MockServer::start().await.checked();
    let reply = ask(&server, RUN, "Summarize recent advances in battery technology.").await;
    assert_eq!(reply.status, 200);
    let mut run = reply.json();
    assert!(run["total_duration_ms"].take().is_u64());
    for step in run["steps"].as_array_mut().unwrap() {
        assert!(step["duration_ms"].take().is_u64());
    }
    assert_eq!(
        run,
        json!({
            "pipeline": "research-and-summarize",
            "run_id": "run-0001",
            "status": "completed",
            "steps": [
                {
                    "name": "researcher",
                    "status": "completed",
                    "output": "Solid-state cells have reached pilot lines.",
                    "usage": { "input_tokens": 6, "output_tokens": 6, "total_tokens": 12 },
                    "duration_ms": null,
                },
                {
                    "name": "summarizer",
                    "status": "completed",
                    "output": "Solid-state cells are near.",
                    "usage": { "input_tokens": 6, "output_tokens": 4, "total_tokens": 10 },
                    "duration_ms": null,
                },
            ],
            "output": "Solid-state cells are near.",
            "total_duration_ms": null,
            "usage": { "input_tokens": 12, "output_tokens": 10, "total_tokens": 22 },
        })
    );
}

#[tokio::test]
async fn max_tokens_is_the_limit_of_each_step() {
    let server = MockServer::start().await.checked();
    let body = json!({ "input": "Summarize the history of tea.", "options": { "max_tokens": 3 } });
    let run = post(&server, RUN, &body).await.json();
    assert_eq!(run["steps"][0]["output"], "The sources on");
    assert_eq!(run["output"], "In short: The");
}

#[tokio::test]
async fn a_status_is_that_of_the_newest_run_or_of_the_given_id() {
    let server = MockServer::start().await.checked();
    ask(&server, RUN, "Summarize tea.").await;
    let newest = ask(&server, RUN, "Summarize coffee.").await.json();
    let status = get(&server, STATUS).await.json();
    assert_eq!((&status["run_id"], &status["status"]), (&json!("run-0002"), &json!("completed")));
    assert_eq!(status["steps"], newest["steps"]);
    assert!(status["elapsed_ms"].is_u64());
    assert!(humantime::parse_rfc3339(status["started_at"].as_str().unwrap()).is_ok());
    assert_eq!(get(&server, &format!("{STATUS}?run_id=run-0001")).await.json()["run_id"], "run-0001");
    assert_eq!(get(&server, &format!("{STATUS}?run_id=run%2D0001")).await.json()["run_id"], "run-0001");
}

#[tokio::test]
async fn an_unknown_run_is_a_404() {
    let server = MockServer::start().await.checked();
    get(&server, STATUS).await.is_error(404, "not_found", "has not run yet");
    ask(&server, RUN, "Summarize tea.").await;
    get(&server, &format!("{STATUS}?run_id=run-0009")).await.is_error(404, "not_found", "'run-0009'");
    get(&server, &format!("{STATUS}?run_id=")).await.is_error(400, "invalid_request", "run_id: ");
    get(&server, "/v1/pipelines/none/status").await.is_error(404, "not_found", "'none'");
}
