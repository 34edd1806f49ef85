//! The client against Prism, a third-party server of the contract, which `cargo xtask judges` starts.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

#[expect(dead_code, reason = "the blocking calls are for the tests of the contract")]
#[path = "contract/generated/calls.rs"]
#[rustfmt::skip]
mod calls;
#[expect(dead_code, reason = "Prism knows the examples of all parameters")]
#[path = "contract/target.rs"]
mod target;

use agentspec_ext::Client;
use agentspec_ext::types::{AgentStatus, HealthStatus, RunStatus, StepStatus};
use agentspec_tests::operations;
use target::Target;

const EXAMPLES: &str = "AGENTSPEC_PRISM_URL";
const MADE_UP: &str = "AGENTSPEC_PRISM_GENERATED_URL";

fn client() -> Client {
    client_of(EXAMPLES)
}

fn client_of(variable: &str) -> Client {
    let url = std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run this test by `cargo xtask judges`"));
    Client::builder().without_environment().base_url(url).api_key("your-api-key").max_retries(0).build().unwrap()
}

#[tokio::test]
async fn agents() {
    let agents = client().agents().list().await.unwrap();
    assert_eq!((agents[0].name.as_str(), &agents[0].status, agents[0].skills.len()), ("assistant", &AgentStatus::Ready, 2));
    let answer = client().agents().invoke("assistant", "What is the capital of France?").temperature(0.2).max_tokens(100).await.unwrap();
    assert_eq!((answer.output.as_str(), answer.usage.total_tokens), ("The capital of France is Paris.", 12));
}

#[tokio::test]
async fn sessions() {
    let sessions = client().sessions();
    let session = sessions.create("assistant").metadata("user_id", "user-42").await.unwrap();
    assert_eq!((session.session_id.as_str(), session.metadata["channel"].as_str()), ("sess-0001", Some("web")));
    let answer = sessions.continue_("assistant", &session.session_id, "What do I work on?").await.unwrap();
    assert_eq!((answer.output.as_str(), answer.turn), ("You work on robotics.", 2));
    let page = sessions.list("assistant").limit(10).offset(0).await.unwrap();
    assert_eq!((page.total, page[0].turns), (1, Some(3)));
    sessions.delete("assistant", &session.session_id).await.unwrap();
}

#[tokio::test]
async fn pipelines() {
    let pipelines = client().pipelines();
    let run = pipelines.run("research-and-summarize", "Summarize recent advances in battery technology.").await.unwrap();
    assert_eq!((&run.status, run.steps.len(), run.total_duration_ms), (&RunStatus::Completed, 2, Some(2750)));
    let status = pipelines.status("research-and-summarize").run_id("run-0001").await.unwrap();
    assert_eq!((&status.steps[1].status, status.steps[1].duration_ms), (&StepStatus::Running, None));
}

#[tokio::test]
async fn the_server_itself() {
    let health = client().health().await.unwrap();
    assert_eq!((health.status, health.uptime_seconds), (HealthStatus::Ok, Some(86400)));
    assert!(client().metrics().await.unwrap().contains("agentspec_requests_total"));
}

/// With the contract's examples, and with responses that Prism generates from the schemas by a fixed seed: the client reads whatever the contract
/// allows. Prism does not send streams of events.
#[tokio::test]
async fn every_operation_but_the_streams() {
    for server in [EXAMPLES, MADE_UP] {
        let client = client_of(server);
        for operation in operations().filter(|operation| operation.media_type() != Some("text/event-stream")) {
            let answer = calls::call(operation.id, &client, &Target::default()).await;
            answer.unwrap_or_else(|error| panic!("{server}: {}: {error}", operation.id));
        }
    }
}
