//! The limits of what is kept, and the counts of what is dropped.

use agentspec_mock::MockServer;
use serde_json::{Value, json};

use crate::client::{ask, get, post, session};

const MIB: usize = 1 << 20;

async fn keeping(number: usize, bytes: usize) -> MockServer {
    MockServer::builder().keep(number, bytes).scenarios("it: [json: '{}']").unwrap().start().await.unwrap()
}

async fn dropped(server: &MockServer, kind: &str) -> String {
    let metrics = get(server, "/v1/metrics").await.text;
    let sample = format!("agentspec_dropped_total{{kind=\"{kind}\"}} ");
    metrics.lines().find_map(|line| line.strip_prefix(&sample)).unwrap().to_owned()
}

#[tokio::test]
async fn the_newest_exchanges_are_kept_and_all_are_counted() {
    let server = keeping(2, MIB).await;
    for path in ["/v1/agents", "/healthz", "/nowhere"] {
        get(&server, path).await;
    }
    let paths: Vec<String> = server.exchanges().into_iter().map(|exchange| exchange.request.path).collect();
    assert_eq!(paths, ["/healthz", "/nowhere"]);
    assert_eq!((server.received().len(), server.received_count(), server.exchanges_dropped()), (2, 3, 1));
    assert_eq!(dropped(&server, "exchanges").await, "2", "this request is one too");
}

#[tokio::test]
async fn the_bytes_of_exchanges_are_bounded_too() {
    let server = keeping(100, 2_000).await;
    for _ in 0..3 {
        ask(&server, "/v1/agents/assistant/invoke", &"word ".repeat(200)).await;
    }
    assert_eq!((server.exchanges().len(), server.exchanges_dropped()), (1, 2));
}

#[tokio::test]
async fn the_least_recently_used_sessions_are_dropped() {
    let server = keeping(2, MIB).await;
    let (first, second) = (session(&server).await, session(&server).await);
    assert_eq!(ask(&server, &format!("{first}/continue"), "Hello").await.status, 200);
    session(&server).await;
    assert_eq!(ask(&server, &format!("{first}/continue"), "Hello").await.status, 200);
    ask(&server, &format!("{second}/continue"), "Hello").await.is_error(404, "not_found", "was dropped: this server keeps 2 sessions");
    assert_eq!(dropped(&server, "sessions").await, "1");
}

#[tokio::test]
async fn the_bytes_of_a_session_count_with_its_turns() {
    let server = keeping(100, 1_000).await;
    let long = session(&server).await;
    assert_eq!(ask(&server, &format!("{long}/continue"), &"word ".repeat(500)).await.status, 200);
    ask(&server, &format!("{long}/continue"), "Hello").await.is_error(404, "not_found", "was dropped");
}

#[tokio::test]
async fn the_newest_runs_of_pipelines_are_kept() {
    let server = keeping(1, MIB).await;
    let run = async || post(&server, "/v1/pipelines/research-and-summarize/run", &json!({ "input": "Tea" })).await.json()["run_id"].clone();
    let (first, second) = (run().await, run().await);
    let status =
        async |id: &Value| get(&server, &format!("/v1/pipelines/research-and-summarize/status?run_id={}", id.as_str().unwrap())).await;
    assert_eq!(status(&second).await.status, 200);
    status(&first).await.is_error(404, "not_found", "Only the newest runs are kept.");
    assert_eq!((first, second), (json!("run-0001"), json!("run-0002")));
    assert_eq!(dropped(&server, "pipeline_runs").await, "1");
}

#[tokio::test]
async fn the_newest_requests_to_scenarios_are_kept_and_a_run_continues() {
    let server =
        MockServer::builder().keep(2, MIB).scenarios("it: [[json: '1'], [json: '2'], [json: '3']]").unwrap().start().await.unwrap();
    get(&server, "/_scenario/it/other/a").await;
    for answer in ["1", "2", "3", "3"] {
        assert_eq!(get(&server, "/_scenario/it/run/b").await.text, answer);
    }
    assert_eq!((server.scenario_seen("run").requests.len(), server.scenario_seen("other").requests.len()), (2, 0));
    let seen = get(&server, "/_scenario/run/seen").await.json();
    assert_eq!((seen["requests"].as_array().unwrap().len(), &seen["dropped"]), (2, &json!(3)));
    assert_eq!(get(&server, "/_scenario/it/other/a").await.text, "1", "of a run that is gone, the next request is the first");
    assert_eq!(dropped(&server, "scenario_requests").await, "4");
}

#[tokio::test]
async fn the_body_of_a_request_to_a_scenario_counts() {
    let server = keeping(100, 1_000).await;
    post(&server, "/_scenario/it/run", &json!({ "input": "word ".repeat(500) })).await;
    assert_eq!((server.scenario_seen("run").requests.len(), server.scenario_seen("run").dropped), (0, 1));
}

#[tokio::test]
async fn a_limit_of_zero_is_refused() {
    assert!(MockServer::builder().keep(0, MIB).start().await.is_err());
}
