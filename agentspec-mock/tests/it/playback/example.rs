//! The example file, and files in the program.

use agentspec_mock::MockServer;

use super::{Raw, scripted};
use crate::{
    config::between,
    program::{Running, ended, url},
};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios.example.yaml");

#[tokio::test]
async fn the_example_is_played() {
    let server = MockServer::builder().scenarios_file(EXAMPLE).unwrap().start().await.unwrap();
    let text = Raw::asked(&server, "/_scenario/cut-stream/run").await.whole().await;
    assert!(text.ends_with("\r\n\r\n2e\r\ndata: {\"type\": \"token\", \"content\": \"Neural\"}\n\n\r\n"), "{text}");

    assert!(Raw::asked(&server, "/_scenario/gone-then-well/run").await.rest().await.1.is_err());
    let base = server.scenario_url("gone-then-well", "run");
    assert_eq!(reqwest::get(format!("{base}/v1/agents")).await.unwrap().text().await.unwrap(), r#"{"agents": []}"#);

    let counted = reqwest::get(server.scenario_url("counted", "run")).await.unwrap().text().await.unwrap();
    assert!(counted.ends_with("\"content\": \"1000 \"}\n\n: a comment\n\n"), "{counted:.100}");
    let odd = reqwest::get(server.scenario_url("odd-bytes", "run")).await.unwrap().bytes().await.unwrap();
    assert_eq!((&odd[..11], odd.len()), (&b"data: caf\xe9\n"[..], 20_000_011));
}

#[tokio::test]
async fn the_scenarios_of_the_readme_and_of_the_help_work() {
    let chapter = include_str!("../../../README.md").split_once("## Scenarios").unwrap().1;
    let help = include_str!("../../../src/bin/agentspec-mock/help.txt");
    let readme = between(chapter, "```yaml\n", "```");
    for yaml in [readme, between(help, "and how it ends:\n\n", "\nIts base URL")] {
        let text = Raw::asked(&scripted(yaml).await, "/_scenario/cut-stream/run").await.whole().await;
        assert!(text.ends_with("\"content\": \"Neural\"}\n\n\r\n"), "{text}");
    }
    let server = scripted(readme).await;
    assert!(Raw::asked(&server, "/_scenario/gone-then-well/run").await.rest().await.1.is_err());
    for _ in 0..2 {
        assert_eq!(Raw::asked(&server, "/_scenario/gone-then-well/run").await.answer().await.1["agents"], serde_json::json!([]));
    }
}

#[test]
fn the_example_has_every_step() {
    let example = std::fs::read_to_string(EXAMPLE).unwrap();
    let readme = include_str!("../../../README.md");
    let chapter = readme.split_once("## Scenarios").unwrap().1;
    let steps =
        "after_head head: stream: json: send: chunk: last_chunk gzip: gzip_end slice: pause_ms: repeat: forever: keep fin reset hang pass";
    for step in steps.split(' ') {
        assert!(example.contains(&format!("- {step}")), "{step}");
        assert!(chapter.contains(&format!("| `{step}")), "{step}");
    }
}

#[test]
fn the_example_can_be_printed() {
    assert_eq!(ended(&["--example-scenarios"]), (Some(0), include_str!("../../../scenarios.example.yaml").to_owned(), String::new()));
}

#[tokio::test]
async fn the_program_plays_its_files() {
    let (_running, first, second) = Running::start(&["--port", "0", "--scenarios", EXAMPLE, "--scenarios", EXAMPLE]);
    assert!(second.starts_with("Try: curl "), "{second}");
    let base = format!("{}/_scenario", url(&first));
    let listed: serde_json::Value = reqwest::get(&base).await.unwrap().json().await.unwrap();
    assert_eq!(listed["scenarios"][0], "bad-chunk");
    assert!(reqwest::get(format!("{base}/bad-chunk/run-1/v1/agents")).await.unwrap().text().await.is_err());
    let seen: serde_json::Value = reqwest::get(format!("{base}/run-1/seen")).await.unwrap().json().await.unwrap();
    assert_eq!(seen["requests"][0]["path"], "/v1/agents", "it is kept, though nothing else is");
}

#[test]
fn an_invalid_file_of_scenarios_is_named_and_the_exit_code_is_2() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let (code, _, complaint) = ended(&["--scenarios", manifest]);
    assert_eq!(code, Some(2));
    assert!(complaint.contains("Cargo.toml: ") && complaint.ends_with("Try: agentspec-mock --example-scenarios\n"), "{complaint}");
}
