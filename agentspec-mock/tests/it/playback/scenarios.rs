//! The choice of the answer to a request.

use agentspec_mock::MockServer;
use futures::future::join_all;
use serde_json::json;

use super::{Raw, scripted};

#[tokio::test]
async fn each_request_of_a_run_gets_the_next_answer_and_the_last_one_is_repeated() {
    let server = scripted("it: [[send: a, fin], [send: b, fin]]").await;
    for (run, expected) in [("one", "a"), ("two", "a"), ("one", "b"), ("one", "b"), ("two", "b")] {
        assert_eq!(Raw::asked(&server, &format!("/_scenario/it/{run}")).await.whole().await, expected, "{run}");
    }
}

#[tokio::test]
async fn a_run_may_go_through_several_scenarios() {
    let server = scripted("one: [[send: a, fin], [send: b, fin]]\ntwo: [[send: c, fin], [send: d, fin]]").await;
    for (scenario, expected) in [("one", "a"), ("two", "c"), ("one", "b"), ("two", "d")] {
        assert_eq!(Raw::asked(&server, &format!("/_scenario/{scenario}/run")).await.whole().await, expected);
    }
    let scenarios: Vec<String> = server.scenario_seen("run").requests.into_iter().map(|request| request.scenario).collect();
    assert_eq!(scenarios, ["one", "two", "one", "two"]);
}

#[tokio::test]
async fn runs_are_independent() {
    let server = &scripted("it: [[stream: close, repeat: {times: 50, steps: [slice: 1, send: abc]}], [reset]]").await;
    let run = async |number: usize| {
        let path = format!("/_scenario/it/run-{number}");
        assert!(Raw::asked(server, &path).await.whole().await.ends_with(&"abc".repeat(50)));
        assert!(Raw::asked(server, &path).await.rest().await.1.is_err());
        assert_eq!(server.scenario_seen(&format!("run-{number}")).requests.len(), 2);
    };
    join_all((0..100).map(run)).await;
}

#[tokio::test]
async fn the_scenarios_are_listed() {
    let server = scripted("one: [fin]\ntwo: [fin]").await;
    let mut raw = Raw::connect(&server).await;
    for path in ["/_scenario", "/_scenario/"] {
        raw.get(path).await;
        let (head, body) = raw.answer().await;
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert_eq!(body, json!({ "scenarios": ["one", "two"] }));
    }
}

#[tokio::test]
async fn an_unknown_scenario_is_a_404_with_the_known_ones() {
    for (scenarios, expected) in [
        ("one: [fin]\ntwo: [fin]", "There is no scenario 'three'; the scenarios are: one, two."),
        ("", "There is no scenario 'three'; the scenarios are: none: start the server with --scenarios <FILE>."),
    ] {
        let server = scripted(scenarios).await;
        let mut raw = Raw::asked(&server, "/_scenario/three/run/v1/agents").await;
        let (head, body) = raw.answer().await;
        assert!(head.starts_with("HTTP/1.1 404 Not Found\r\n") && head.contains("x-correlation-id: "), "{head}");
        assert_eq!(body, json!({ "error": { "code": "not_found", "message": expected } }));
        assert_eq!(raw.whole().await, "", "the connection is closed");
        assert!(server.scenario_seen("run").requests.is_empty());
    }
}

#[tokio::test]
async fn the_list_and_the_requests_of_a_run_need_a_get() {
    let server = scripted("it: [fin]").await;
    let mut raw = Raw::connect(&server).await;
    raw.send("POST /_scenario/run/seen HTTP/1.1\r\nContent-Length: 0\r\n\r\n").await;
    let (head, body) = raw.answer().await;
    assert!(head.starts_with("HTTP/1.1 405 ") && head.contains("allow: GET\r\n"), "{head}");
    assert_eq!(body["error"]["code"], "invalid_request");
}

#[tokio::test]
async fn an_invalid_request_is_refused() {
    let server = scripted("it: [fin]").await;
    let mut raw = Raw::connect(&server).await;
    raw.send("GET /_scenario/it/run HTTP/1.1\r\nno colon\r\n\r\n").await;
    let (head, body) = raw.answer().await;
    assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n") && head.contains("connection: close\r\n"), "{head}");
    assert!(body["error"]["message"].as_str().unwrap().contains("invalid HTTP/1.1 request"), "{body}");
}

#[tokio::test]
async fn scenarios_of_several_sources_are_merged_and_a_later_one_replaces_an_earlier_one() {
    let builder = MockServer::builder().scenarios("a: [send: old, fin]\nb: [send: b, fin]").unwrap();
    let server = builder.scenarios(r#"{"a": [{"send": "new"}, "fin"]}"#).unwrap().start().await.unwrap();
    assert_eq!(Raw::asked(&server, "/_scenario/a/run").await.whole().await, "new");
    assert_eq!(Raw::asked(&server, "/_scenario/b/run").await.whole().await, "b");
}

#[tokio::test]
async fn the_url_of_a_run_works_for_any_name() {
    let server = scripted("it: [json: '{}']").await;
    for run in ["run-1", "a/b?c", "läuft #1"] {
        reqwest::get(format!("{}/v1/agents", server.scenario_url("it", run))).await.unwrap();
        assert_eq!(server.scenario_seen(run).requests[0].request.path, "/v1/agents", "{run}");
    }
}

#[tokio::test]
#[should_panic(expected = "there is no scenario \"cut\": the server has one, two")]
async fn the_url_of_an_unknown_scenario_panics() {
    let _ = scripted("one: [fin]\ntwo: [fin]").await.scenario_url("cut", "run");
}
