use std::time::Duration;

use agentspec_ext::types::{RunStatus, StepStatus};
use agentspec_ext::{ErrorKind, Phase, Progress};
use agentspec_mock::Answer;
use agentspec_tests::mock;
use futures::{StreamExt, TryStreamExt};
use serde_json::{Value, json};

const PIPELINE: &str = "research-and-summarize";

fn step(name: &str, status: &str) -> Value {
    json!({"name": name, "status": status, "duration_ms": null})
}

fn status(run: &str, status: &str, steps: &[Value]) -> Answer {
    let started_at = "2026-01-15T09:30:00Z";
    let body = json!({"pipeline": PIPELINE, "run_id": run, "status": status, "steps": steps, "started_at": started_at, "elapsed_ms": 1});
    Answer::status(200).json(body)
}

#[tokio::test]
async fn a_pipeline_run_returns_its_steps() {
    let (_server, client, _) = mock().await;
    let run = client.pipelines().run(PIPELINE, "Summarize recent advances in battery technology.").await.unwrap();
    assert_eq!((run.pipeline.as_str(), &run.status), (PIPELINE, &RunStatus::Completed));
    let names: Vec<_> = run.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["researcher", "summarizer"]);
    assert!(run.steps.iter().all(|step| step.status == StepStatus::Completed && step.duration_ms.is_some()));
    assert_eq!(run.output, run.steps[1].output);
    assert!(run.usage.is_some() && run.total_duration_ms.is_some());
}

#[tokio::test]
async fn the_status_is_of_the_most_recent_run_or_of_a_given_one() {
    let (server, client, _) = mock().await;
    let first = client.pipelines().run(PIPELINE, "One").await.unwrap().run_id.unwrap();
    let second = client.pipelines().run(PIPELINE, "Two").await.unwrap().run_id.unwrap();
    assert_eq!(client.pipelines().status(PIPELINE).await.unwrap().run_id, second);
    assert_eq!(client.pipelines().status(PIPELINE).run_id(&first).await.unwrap().run_id, first);
    assert_eq!(server.received()[3].query, format!("run_id={first}"));
    assert!(client.pipelines().status(PIPELINE).run_id("run-9999").await.unwrap_err().is_not_found());
    assert!(client.pipelines().status("nothing").await.unwrap_err().is_not_found());
    assert!(client.pipelines().run("nothing", "x").await.unwrap_err().is_not_found());
    assert!(client.pipelines().status(PIPELINE).run_id("").await.unwrap_err().is_invalid_request());
}

#[tokio::test]
async fn a_run_that_failed_keeps_its_steps() {
    let (server, client, _) = mock().await;
    let failed =
        json!({"name": "summarizer", "status": "failed", "duration_ms": 5, "error": {"code": "overloaded", "message": "Too much."}});
    let body =
        json!({"error": {"code": "pipeline_error", "message": "summarizer failed"}, "steps": [step("researcher", "completed"), failed]});
    server.answer_next(Answer::status(500).json(body));
    let error = client.pipelines().run(PIPELINE, "x").await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.steps().len()), (ErrorKind::Server, "pipeline_error", 2));
    assert_eq!(error.steps()[1].status, StepStatus::Failed);
    assert_eq!(error.steps()[1].error.as_ref().unwrap().code, "overloaded");
}

#[tokio::test]
async fn a_watch_yields_each_change_of_a_step_and_then_the_end() {
    let (server, client, clock) = mock().await;
    server.answer_next(status("run-1", "running", &[step("a", "running"), step("b", "pending")]));
    server.answer_next(status("run-1", "running", &[step("a", "running"), step("b", "pending")]));
    server.answer_next(status("run-1", "running", &[step("a", "completed"), step("b", "running")]));
    server.answer_next(status("run-1", "completed", &[step("a", "completed"), step("b", "completed")]));
    let progress: Vec<Progress> = client.pipelines().watch(PIPELINE).changes().try_collect().await.unwrap();
    let changes: Vec<String> = progress
        .iter()
        .map(|progress| match progress {
            Progress::Step(step) => format!("{} {}", step.name, step.status),
            Progress::Ended(status) => format!("ended {}", status.status),
            _ => String::new(),
        })
        .collect();
    assert_eq!(changes, ["a running", "b pending", "a completed", "b running", "b completed", "ended completed"]);
    assert_eq!(clock.polls(), [200, 400, 200].map(Duration::from_millis));
    let queries: Vec<_> = server.received().into_iter().map(|request| request.query).collect();
    assert_eq!(queries, ["", "run_id=run-1", "run_id=run-1", "run_id=run-1"], "the watch follows the run that it saw first");
}

#[tokio::test]
async fn a_watch_polls_with_the_options_of_its_call() {
    let (server, client, _) = mock().await;
    server.answer_next(status("run-1", "running", &[]));
    server.answer_next(status("run-1", "completed", &[]));
    client.pipelines().status(PIPELINE).correlation_id("watch-1").wait().await.unwrap();
    let ids: Vec<_> = server.received().iter().map(|request| request.header("x-correlation-id").map(str::to_owned)).collect();
    assert_eq!(ids, [Some("watch-1".to_owned()), Some("watch-1".to_owned())]);
    server.answer_next(Answer::status(503));
    assert!(client.pipelines().status(PIPELINE).max_retries(0).wait().await.unwrap_err().is_server());
}

#[tokio::test]
async fn the_delay_between_polls_grows_to_five_seconds() {
    let (server, client, clock) = mock().await;
    for _ in 0..8 {
        server.answer_next(status("run-1", "running", &[step("a", "running")]));
    }
    server.answer_next(status("run-1", "failed", &[step("a", "failed")]));
    let last = client.pipelines().wait(PIPELINE).run_id("run-1").poll_delay(Duration::from_secs(1)).await.unwrap();
    assert_eq!(last.status, RunStatus::Failed);
    assert_eq!(clock.polls(), [1, 2, 4, 5, 5, 5, 5, 5].map(Duration::from_secs));

    let (server, client, clock) = mock().await;
    server.answer_next(status("run-1", "running", &[]));
    server.answer_next(status("run-1", "running", &[]));
    server.answer_next(status("run-1", "completed", &[]));
    client.pipelines().wait(PIPELINE).poll_delay(Duration::from_secs(30)).await.unwrap();
    assert_eq!(clock.polls(), [30, 30].map(Duration::from_secs), "a longer delay is kept");
}

#[test]
fn a_watch_may_be_created_outside_the_runtime_that_it_runs_on() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(agentspec_mock::MockServer::start());
    let client = agentspec_ext::Client::builder().without_environment().base_url(server.url()).build().unwrap();
    runtime.block_on(client.pipelines().run(PIPELINE, "x").into_future()).unwrap();
    let watch = client.pipelines().wait(PIPELINE).deadline(Duration::from_secs(60)).into_future();
    assert_eq!(runtime.block_on(watch).unwrap().status, RunStatus::Completed);
}

#[tokio::test]
async fn an_unknown_status_ends_a_watch_when_no_step_is_running() {
    let (server, client, _) = mock().await;
    server.answer_next(status("run-1", "paused", &[step("a", "pending")]));
    server.answer_next(status("run-1", "cancelled", &[step("a", "skipped")]));
    assert_eq!(client.pipelines().wait(PIPELINE).await.unwrap().status, "cancelled");
}

#[tokio::test]
async fn a_watch_ends_at_its_deadline_and_with_its_first_error() {
    let (_server, client, clock) = mock().await;
    clock.stop_at_deadlines();
    let error = client.pipelines().wait(PIPELINE).deadline(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Timeout(Phase::Run), "timeout"));
    assert!(error.message().contains("within 30 seconds"), "{error}");

    let items: Vec<_> = client.pipelines().watch("nothing").changes().collect().await;
    assert_eq!(items.len(), 1);
    assert!(items[0].as_ref().unwrap_err().is_not_found());
}
