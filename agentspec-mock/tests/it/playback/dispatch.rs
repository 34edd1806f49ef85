//! Both kinds of connections on one port.

use std::time::Duration;

use agentspec_mock::MockServer;
use futures::FutureExt;
use serde_json::Value;

use super::{Raw, scripted};
use crate::client::get;

#[track_caller]
fn is_misdirected((head, body): (String, Value)) {
    assert!(head.starts_with("HTTP/1.1 421 Misdirected Request\r\n") && head.contains("connection: close\r\n"), "{head}");
    assert!(head.contains("content-type: application/json\r\n") && head.contains("x-correlation-id: "), "{head}");
    assert_eq!(body["error"]["code"], "invalid_request");
    assert!(body["error"]["message"].as_str().unwrap().contains("send this request on another"), "{body}");
}

#[tokio::test]
async fn a_connection_to_scenarios_refuses_all_other_requests() {
    let server = scripted("it: [send: ok]").await;
    let mut raw = Raw::asked(&server, "/_scenario/it/run").await;
    raw.gives("ok").await;
    raw.get("/healthz").await;
    is_misdirected(raw.answer().await);
    assert_eq!(raw.whole().await, "");
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn any_other_connection_refuses_requests_to_scenarios() {
    let server = scripted("it: [send: ok]").await;
    let mut raw = Raw::asked(&server, "/healthz").await;
    assert!(raw.answer().await.0.starts_with("HTTP/1.1 200 OK\r\n"));
    raw.get("/_scenario/it/run").await;
    is_misdirected(raw.answer().await);
    assert_eq!(raw.whole().await, "");
    assert!(server.scenario_seen("run").requests.is_empty());
}

#[tokio::test]
async fn a_slow_client_does_not_delay_others() {
    let server = scripted("it: [send: ok, fin]").await;
    let mut silent = Raw::connect(&server).await;
    let mut slow = Raw::connect(&server).await;
    slow.send("GET /_scen").await;
    assert_eq!(Raw::asked(&server, "/_scenario/it/run").await.whole().await, "ok");
    assert_eq!(get(&server, "/healthz").await.status, 200);
    slow.send("ario/it/slow HTTP/1.1\r\n\r\n").await;
    assert_eq!(slow.whole().await, "ok");
    silent.get("/healthz").await;
    assert!(silent.answer().await.0.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn no_credentials_are_needed() {
    let server = MockServer::builder().api_key("s3cret").scenarios("it: [send: ok, fin]").unwrap().start().await.unwrap();
    assert_eq!(Raw::asked(&server, "/_scenario/it/run/v1/agents").await.whole().await, "ok");
}

#[tokio::test]
async fn a_shutdown_waits_for_no_scenario() {
    for steps in ["hang", "pause_ms: 3600000", "forever: [send: b]"] {
        let server = scripted(&format!("it: [send: a, {steps}]")).await;
        let mut raw = Raw::asked(&server, "/_scenario/it/run").await;
        raw.gives("a").await;
        let idle = Raw::connect(&server).await;
        assert!(server.shutdown_within(Duration::from_secs(3600)).await, "{steps}");
        let _ = raw.rest().await;
        drop(idle);
    }
}

#[tokio::test]
async fn a_server_that_is_dropped_ends_its_scenarios() {
    let server = scripted("it: [send: a, hang]").await;
    let mut raw = Raw::asked(&server, "/_scenario/it/run").await;
    raw.gives("a").await;
    assert!(server.scenario_closed("run").now_or_never().is_none());
    drop(server);
    let _ = raw.rest().await;
}
