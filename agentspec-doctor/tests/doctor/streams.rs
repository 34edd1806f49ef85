//! Whether the events of a stream arrive as they are produced. That takes an agent that runs for a tenth of a second.

use std::time::Duration;

use agentspec_mock::{Answer, Builder, MockServer};

use crate::doctor::{Report, doctor_with};

const AGENTS: &str = "
agents:
  - name: talker
    replies: [{ text: one two three four five six seven eight nine ten }]
  - name: thinker
    replies: [{ delay_ms: 150, text: one two three four five six seven eight nine ten }]
  - name: failing
    replies: [{ events: [{ text: one }, { error: { code: internal_error, message: s3cret } }] }]
  - name: away
    replies: [{ error: { status: 503, code: internal_error, message: s3cret } }]
";

const LOOK: &str = "check the server's logs, and the timeouts of proxies in between";

fn agents() -> Builder {
    MockServer::builder().config(AGENTS).unwrap()
}

async fn examine(server: Builder, agent: &str) -> Report {
    let server = server.start().await.unwrap();
    let report = doctor_with(&["--stream", agent, &server.url()], &[]).await;
    assert!(!report.stdout.contains("s3cret"), "{report:?}");
    report
}

#[tokio::test]
async fn events_that_arrive_as_they_are_produced_are_ok() {
    let report = examine(agents().pace(Duration::from_millis(15)), "talker").await;
    let (mark, what) = report.of("stream");
    assert_eq!((mark, report.code), ("ok", 0), "{report:?}");
    assert!(what.starts_with("the agent was called once: ") && what.ends_with(" ms"), "{what}");
}

#[tokio::test]
async fn events_that_arrive_all_at_once_cause_a_warning() {
    let report = examine(agents(), "thinker").await;
    let (mark, what) = report.of("stream");
    assert_eq!((mark, report.code), ("warning", 0), "{report:?}");
    assert!(what.contains(" ms: they may be held back until the last one is made | Fix: turn off buffering and compression"), "{what}");
}

#[tokio::test]
async fn an_unknown_agent_is_reported() {
    examine(agents(), "nobody").await.problem("stream", "there is no agent \"nobody\"", "name one that the server lists");
}

#[tokio::test]
async fn an_agent_that_fails_is_reported_without_the_servers_words() {
    examine(agents(), "failing").await.problem("stream", "the agent was called once, and failed", "check the server's logs");
    examine(agents(), "away").await.problem("stream", "the agent was not run: the response has status 503", LOOK);
}

#[tokio::test]
async fn a_stream_that_is_cut_short_is_reported() {
    let server = MockServer::start().await;
    // The first response is to the check with an unknown agent.
    server.answer_next_to("stream_agent", Answer::error(404, "not_found", "Nobody."));
    server.answer_next_to("stream_agent", Answer::events("data: {\"type\":\"token\",\"content\":\"one\"}\n\n"));
    let report = doctor_with(&["--stream", "assistant", &server.url()], &[]).await;
    report.problem("stream", "the agent was called once: its stream broke", LOOK);
}

#[tokio::test]
async fn an_error_in_place_of_a_stream_is_reported_without_the_servers_words() {
    for (body, what) in [
        (r#"{"error": {"code": "invalid_request", "message": "s3cret"}}"#, "the server answered with an error"),
        (r#"{"error": {"code": "s3cret", "message": "s3cret"}}"#, "the server answered with an error"),
        (r#"{"s3cret": "s3cret"}"#, "the response cannot be read"),
    ] {
        let server = MockServer::start().await;
        // The first response is to the check with an unknown agent.
        server.answer_next_to("stream_agent", Answer::error(404, "not_found", "Nobody."));
        server.answer_next_to("stream_agent", Answer::status(200).header("content-type", "application/json").body(body));
        let report = doctor_with(&["--stream", "assistant", &server.url()], &[]).await;
        report.problem("stream", &format!("the agent was called once: {what}"), LOOK);
        assert!(!report.stdout.contains("s3cret"), "{report:?}");
    }
}

#[tokio::test]
async fn an_agent_that_was_not_called_is_not_reported_as_called() {
    examine(agents(), "..").await.problem("stream", "the agent was not run: the name is not valid for an agent", LOOK);
}
