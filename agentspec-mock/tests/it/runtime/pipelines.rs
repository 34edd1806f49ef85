//! `POST /v1/pipelines/{name}/run`.

use std::time::Duration;

use serde_json::json;

use super::{configured, post_text, started};
use crate::client::{get, post};

const RUN: &str = "/v1/pipelines/research-and-summarize/run";

/// The first agent repeats nothing; each of its replies tells which input it was.
const ECHO: &str = "
agents:
  - name: first
    replies:
      - when: {equals: 'null'}
        text: no trigger
      - when: {equals: '{\"topic\":\"<tea>\",\"n\":[1,2.5]}'}
        text: a trigger
  - name: second
    replies: [{text: ''}]
pipelines:
  - name: p
    steps: [{name: zeroth, agent: first}, {name: after, agent: second}]
";

#[tokio::test]
async fn a_run_is_answered_with_its_steps_by_name_in_the_order_of_the_names() {
    let server = started().await;
    let reply = post(&server, RUN, &json!({ "trigger": { "topic": "battery technology" } })).await;
    assert_eq!(reply.header("content-type"), "application/json");
    // A step that took no whole millisecond has no duration.
    let text = reply.steady().replace("\"duration_ms\":0,", "");
    assert_eq!(
        text,
        r#"{"pipeline":"research-and-summarize","status":"completed","steps":{"researcher":{"agent":"researcher","output":"Solid-state cells have reached pilot lines.","status":"completed"},"summarizer":{"agent":"summarizer","output":"Solid-state cells are near.","status":"completed"}}}"#
    );
}

#[tokio::test]
async fn the_first_agent_is_told_the_trigger_as_json_text_and_null_without_one() {
    let server = configured(ECHO).await;
    for (body, output) in [
        (r#"{"trigger": {"topic": "<tea>", "n": [1, 2.5]}}"#, "a trigger"),
        ("{}", "no trigger"),
        (r#"{"input": "Summarize tea."}"#, "no trigger"),
        ("null", "no trigger"),
    ] {
        let reply = post_text(&server, "/v1/pipelines/p/run", body).await.json();
        assert_eq!(reply["steps"]["zeroth"]["output"], output, "{body}");
        assert_eq!(reply["steps"]["after"]["output"], json!(null), "an empty output is left out");
        assert_eq!(reply["steps"].as_object().unwrap().keys().collect::<Vec<_>>(), ["after", "zeroth"], "the order of running is lost");
    }
    for wrong in ["", "{", r#"{"trigger": "tea"}"#, r#"{"trigger": [1]}"#] {
        post_text(&server, "/v1/pipelines/p/run", wrong).await.is(400, r#"{"error":"invalid_request","message":"Invalid request body"}"#);
    }
}

#[tokio::test]
async fn a_run_with_a_failed_step_is_a_200_without_the_steps_that_were_not_reached() {
    let server = started().await;
    server.fail_step("research-and-summarize", "researcher", "overloaded", "The model is overloaded.");
    let reply = post(&server, RUN, &json!({})).await;
    let text = reply.steady().replace("\"duration_ms\":0,", "");
    assert_eq!(
        (reply.status.as_u16(), text.as_str()),
        (
            200,
            r#"{"pipeline":"research-and-summarize","status":"failed","steps":{"researcher":{"agent":"researcher","error":"The model is overloaded.","status":"failed"}}}"#
        )
    );
    let metrics = get(&server, "/v1/metrics").await.text;
    assert!(metrics.contains("agentspec_pipeline_steps_total{status=\"failed\"} 1\n"), "{metrics}");
}

#[tokio::test]
async fn a_step_that_takes_time_has_a_duration() {
    let server = started().await;
    server.slow_step("research-and-summarize", "summarizer", Duration::from_millis(5));
    let reply = post(&server, RUN, &json!({})).await;
    assert!(reply.json()["steps"]["summarizer"]["duration_ms"].as_u64() >= Some(5), "{}", reply.text);
}

#[tokio::test]
async fn an_unknown_pipeline_is_a_404() {
    let server = started().await;
    post_text(&server, "/v1/pipelines/no%22ne/run", "no JSON")
        .await
        .is(404, r#"{"error":"not_found","message":"Pipeline \"no\\\"ne\" not found"}"#);
}
