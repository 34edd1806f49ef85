//! A client of the documented API recognizes the answers of the public runtime.

use agentspec_ext::{Client, Dialect, Error, ErrorKind, Outcome};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::impatient;
use serde_json::json;

use super::{builder, runtime};

fn documented(url: &str) -> Client {
    impatient(url).0.build().unwrap()
}

fn check(error: &Error, outcome: Outcome) {
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, outcome));
    let advice = ": the server speaks the dialect of the public AgentSpec runtime, not the documented API: set `dialect` to `runtime`, or \
                  AGENTSPEC_DIALECT=runtime";
    assert!(error.message().ends_with(advice), "{error}");
}

#[tokio::test]
async fn each_answer_with_a_mark_names_the_dialect() {
    let server = runtime().await;
    let client = documented(&server.url());
    check(&client.agents().invoke("assistant", "Hello").await.unwrap_err(), Outcome::Unknown);
    check(&client.pipelines().run("research-and-summarize", "Hello").await.unwrap_err(), Outcome::Unknown);
    check(&client.health().await.unwrap_err(), Outcome::Unknown);
    let stream = client.agents().stream("assistant", "What is 2 + 3 * 4?").await.unwrap();
    check(&stream.text().await.unwrap_err(), Outcome::Partial);
}

#[tokio::test]
async fn a_turn_with_tokens_and_turns_names_the_dialect() {
    let server = runtime().await;
    server.answer_next(Answer::status(200).json(json!({ "output": "Hi", "tokens": { "total": 1 }, "turns": 1 })));
    check(&documented(&server.url()).sessions().continue_("assistant", "sess_1", "Hello").await.unwrap_err(), Outcome::Unknown);
}

#[tokio::test]
async fn an_activity_a_session_without_metadata_and_an_announced_error_name_the_dialect() {
    let server = runtime().await;
    let client = documented(&server.url());
    check(&client.sessions().create("assistant").await.unwrap_err(), Outcome::Unknown);
    server.answer_next(Answer::status(200).json(json!({ "activity": [], "duration_ms": 1, "output": "Hi" })));
    check(&client.agents().invoke("assistant", "Hello").await.unwrap_err(), Outcome::Unknown);
    server.answer_next(Answer::events("event: error\ndata: {\"type\":\"error\"}\n\n"));
    check(&client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap_err(), Outcome::Unknown);
}

#[tokio::test]
async fn auto_recognizes_a_runtime_behind_another_health() {
    let server = runtime().await;
    server.answer_next_to("health", Answer::status(200).json(json!({ "status": "ok", "version": "1" })));
    let client = builder(&server.url(), Dialect::Auto).0.build().unwrap();
    check(&client.agents().invoke("assistant", "Hello").await.unwrap_err(), Outcome::Unknown);
}

#[tokio::test]
async fn an_answer_that_can_be_read_is_not_refused_for_its_further_fields() {
    let server = MockServer::start().await;
    let client = documented(&server.url());
    let usage = json!({ "input_tokens": 1, "output_tokens": 1, "total_tokens": 2 });
    server.answer_next(Answer::status(200).json(json!({ "output": "Hi", "usage": usage, "tokens": { "total": 2 }, "turns": 1 })));
    assert_eq!(client.agents().invoke("assistant", "Hello").await.unwrap().extra.len(), 2);
    server.answer_next(Answer::events(format!(
        "data: {{\"type\":\"done\",\"usage\":{usage},\"response\":{{}},\"tokens\":1,\"turns\":1}}\n\n"
    )));
    client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap();
    server.answer_next(Answer::status(200).json(json!({ "status": "degraded", "version": "1", "tokens": 1, "turns": 1 })));
    client.health().await.unwrap();
    server.answer_next(Answer::status(200).json(json!({ "status": "healthy", "version": "1", "uptime_seconds": 5 })));
    assert_eq!(client.health().await.unwrap().status.to_string(), "healthy");
}

#[tokio::test]
async fn an_answer_without_a_mark_does_not_name_the_dialect() {
    let server = MockServer::start().await;
    server.answer_next(Answer::status(200).json(json!({ "output": "Hi", "tokens": 3 })));
    let error = documented(&server.url()).agents().invoke("assistant", "Hello").await.unwrap_err();
    assert!(error.is_decode() && !error.message().contains("dialect"), "{error}");
    let error = documented(&server.url()).agents().invoke("nobody", "Hello").await.unwrap_err();
    assert!(!error.message().contains("dialect"), "{error}");
}

#[tokio::test]
async fn the_default_sends_nothing_extra() {
    let server = MockServer::start().await;
    documented(&server.url()).agents().list().await.unwrap();
    builder(&server.url(), Dialect::Documented).0.build().unwrap().agents().list().await.unwrap();
    assert_eq!(server.received_count(), 2);
}
