//! `--json`: the same findings as one object, whose names programs rely on.

use agentspec_mock::{Answer, Dialect, MockServer};
use serde_json::{Value, json};

use crate::doctor::{Report, doctor_with};

async fn examine(url: &str, variables: &[(&str, &str)]) -> (Report, Value) {
    let report = doctor_with(&["--json", url], variables).await;
    assert_eq!(report.stderr, "");
    let value = serde_json::from_str(&report.stdout).unwrap_or_else(|error| panic!("{error}: {report:#?}"));
    (report, value)
}

/// Returns the findings of a report in text as JSON.
fn findings(report: &Report) -> Vec<Value> {
    let mut findings: Vec<Value> = Vec::new();
    for line in report.stdout.lines().take_while(|line| !line.is_empty()) {
        match (line.trim_start().strip_prefix("Fix: "), findings.last_mut()) {
            (Some(fix), Some(finding)) => finding["fix"] = fix.into(),
            _ => findings.push(
                json!({ "check": line[9..19].trim_end().replace(' ', "_"), "status": line[..8].trim_end(), "what": line[20..], "fix": null }),
            ),
        }
    }
    findings
}

#[tokio::test]
async fn the_object_of_a_server_that_can_be_used_has_every_call() {
    let server = MockServer::start().await;
    let (report, mut object) = examine(&server.url(), &[]).await;
    let text = doctor_with(&[&server.url()], &[]).await;
    assert_eq!(object["findings"].take(), Value::from(findings(&text)));
    let calls: Vec<&str> = agentspec_tests::operations().map(|operation| operation.id).collect();
    let expected = json!({
        "verdict": "usable",
        "summary": "This server can be used.",
        "url": server.url(),
        "dialect": "documented",
        "version": env!("CARGO_PKG_VERSION"),
        "needed_settings": {},
        "calls": { "available": calls, "unavailable": [], "unknown": [] },
        "findings": null,
    });
    assert_eq!((object, report.code), (expected, 0));
}

#[tokio::test]
async fn the_object_has_the_findings_and_the_verdict_of_the_text() {
    let runtime = || MockServer::builder().dialect(Dialect::Runtime);
    for (server, variables) in [
        (MockServer::builder(), &[("AGENTSPEC_DIALECT", "runtime")][..]),
        (MockServer::builder().api_key("s3cret-of-mine"), &[("AGENTSPEC_TOKEN", "s3cret-of-yours")]),
        (MockServer::builder().api_key("s3cret-of-mine"), &[]),
        (runtime(), &[]),
        (runtime().without_web_ui(), &[("AGENTSPEC_DIALECT", "auto")]),
        (runtime().refuse_all(), &[("AGENTSPEC_API_KEY", "s3cret-of-yours")]),
    ] {
        let server = server.start().await.unwrap();
        let (report, object) = examine(&server.url(), variables).await;
        let text = doctor_with(&[&server.url()], variables).await;
        let mut found = [Value::from(findings(&text)), object["findings"].clone()];
        // The time since the start of the server.
        for finding in found.iter_mut().flat_map(|findings| findings.as_array_mut().unwrap()) {
            finding["what"] = finding["what"].as_str().unwrap().split(", up for ").next().into();
        }
        assert_eq!(found[0], found[1]);
        assert!(text.stdout.ends_with(&format!("\n\n{}\n", object["summary"].as_str().unwrap())), "{text:#?}");
        assert_eq!((report.code, object["verdict"] == "usable"), (text.code, text.code == 0));
        assert!(!report.stdout.contains("s3cret"), "{report:#?}");
    }
}

#[tokio::test]
async fn the_object_of_a_runtime_has_its_dialect_and_the_setting_that_clients_need() {
    let server = MockServer::builder().dialect(Dialect::Runtime).start().await.unwrap();
    let (report, object) = examine(&server.url(), &[]).await;
    assert_eq!((&object["verdict"], &object["dialect"], report.code), (&json!("usable"), &json!("runtime"), 0));
    assert_eq!(object["needed_settings"], json!({ "AGENTSPEC_DIALECT": "runtime" }));
    assert_eq!(object["calls"]["unavailable"], json!(["list_sessions", "pipeline_status"]));
    assert_eq!(object["calls"]["unknown"], json!([]));
    let (_, object) = examine(&server.url(), &[("AGENTSPEC_DIALECT", "auto")]).await;
    assert_eq!(object["needed_settings"], json!({}));
}

#[tokio::test]
async fn the_object_of_a_server_that_cannot_be_used_ends_with_the_problem() {
    let (report, object) = examine("http://127.0.0.1:1", &[]).await;
    let calls: Vec<&str> = agentspec_tests::operations().map(|operation| operation.id).collect();
    let finding =
        |check: &str, status: &str, what: &str, fix: Option<&str>| json!({ "check": check, "status": status, "what": what, "fix": fix });
    let expected = json!({
        "verdict": "unusable",
        "summary": "This server cannot be used.",
        "url": "http://127.0.0.1:1",
        "dialect": null,
        "version": null,
        "needed_settings": {},
        "calls": { "available": [], "unavailable": [], "unknown": calls },
        "findings": [
            finding("url", "ok", "http://127.0.0.1:1", None),
            finding("name", "ok", "127.0.0.1 is 127.0.0.1", None),
            finding("port", "problem", "127.0.0.1:1 refuses connections", Some("start the server, or give the port that it listens on")),
        ],
    });
    assert_eq!((object, report.code), (expected, 1));
}

#[tokio::test]
async fn a_password_in_a_url_is_not_in_the_object() {
    let (report, object) = examine("http://user:s3cret@localhost:8080", &[]).await;
    assert_eq!((&object["url"], &object["verdict"], report.code), (&Value::Null, &json!("unusable"), 1));
    assert!(!report.stdout.contains("s3cret"), "{report:#?}");
}

#[tokio::test]
async fn a_key_is_not_in_the_object_and_the_servers_words_are_escaped() {
    let server = MockServer::builder().api_key("s3cret-of-mine").start().await.unwrap();
    server.answer_next_to("health", Answer::status(200).json(json!({ "status": "ok", "version": "1\u{1b}[2J\u{202e}" })));
    server.answer_next_to("list_agents", Answer::error(401, "unauthorized", "No\u{1b}[2J\u{202e} key."));
    let (report, object) = examine(&server.url(), &[("AGENTSPEC_API_KEY", "s3cret-of-yours")]).await;
    assert_eq!(object["version"], "1\\u{1b}[2J\\u{202e}");
    let key = object["findings"].as_array().unwrap().last().unwrap();
    let said = "the server does not accept AGENTSPEC_API_KEY; without it, the server says \"No\\u{1b}[2J\\u{202e} key.\"";
    assert_eq!((&key["check"], &key["what"]), (&json!("key"), &json!(said)));
    assert!(!report.stdout.contains("s3cret") && report.stdout.is_ascii(), "{report:#?}");
}

#[tokio::test]
async fn nothing_but_the_object_is_printed() {
    let server = MockServer::start().await;
    let (report, _) = examine(&server.url(), &[]).await;
    assert!(report.stdout.starts_with("{\n") && report.stdout.ends_with("\n}\n"), "{report:#?}");
}
