//! The operations of a server, which are detected without running an agent.

use agentspec_ext::reqwest::Method;
use agentspec_mock::{Answer, Exchange, MockServer};

use crate::doctor::doctor;

/// Starts a server without these operations.
async fn without(operations: &[&str]) -> MockServer {
    let server = MockServer::start().await;
    for operation in operations {
        server.answer_next_to(operation, Answer::status(404).header("content-type", "text/plain").body("404 page not found"));
    }
    server
}

#[tokio::test]
async fn no_agent_is_run_and_no_session_is_created() {
    let server = MockServer::start().await;
    doctor(&server.url(), &[]).await.ok("routes", "all operations are available");
    let exchanges = server.exchanges();
    let refused: Vec<_> = exchanges.iter().filter(|exchange| exchange.request.method != Method::GET).collect();
    assert_eq!(refused.len(), 7, "{refused:#?}");
    assert!(refused.iter().all(|exchange| exchange.status == 404), "{refused:#?}");
}

#[tokio::test]
async fn an_older_server_without_sessions_can_be_used() {
    let sessions = ["create_session", "list_sessions", "delete_session", "continue_session", "stream_session"];
    doctor(&without(&sessions).await.url(), &[]).await.warning(
        "routes",
        "the server lacks list_sessions, create_session, continue_session, stream_session, delete_session",
        "use a newer server, or avoid these calls: is_unsupported() is true of their errors",
    );
}

#[tokio::test]
async fn a_server_without_streams_cannot_be_used() {
    doctor(&without(&["stream_agent", "metrics"]).await.url(), &[]).await.problem(
        "routes",
        "the server lacks stream_agent, metrics",
        "let the gateway pass everything below /v1, or use a newer server",
    );
}

#[tokio::test]
async fn a_gateway_that_forwards_only_health_is_reported() {
    let server = MockServer::start().await;
    for _ in 0..2 {
        server.answer_next_to("list_agents", Answer::status(404));
    }
    let report = doctor(&server.url(), &[]).await;
    assert_eq!(report.of("key"), ("skipped", "the server has no list of agents to check it with".to_owned()));
    report.problem("routes", "the server lacks list_agents", "let the gateway pass everything below /v1, or use a newer server");
}

#[tokio::test]
async fn a_web_page_in_place_of_a_response_is_not_a_route() {
    let server = MockServer::start().await;
    server.answer_next_to("run_pipeline", Answer::status(200).header("content-type", "text/html").body("<html>"));
    let report = doctor(&server.url(), &[]).await;
    assert_eq!(report.of("routes").0, "warning");
    assert!(report.of("routes").1.starts_with("the server lacks run_pipeline | "), "{report:?}");
}

#[tokio::test]
async fn a_server_that_answers_everything_but_health_with_a_page_is_reported() {
    let server = MockServer::start().await;
    for operation in agentspec_tests::operations().filter(|operation| operation.id != "health") {
        for _ in 0..3 {
            server.answer_next_to(operation.id, Answer::status(200).header("content-type", "text/html").body("<html>"));
        }
    }
    let report = doctor(&server.url(), &[]).await;
    assert_eq!(report.of("key"), ("skipped", "the server has no list of agents to check it with".to_owned()));
    report.problem(
        "routes",
        "the server lacks list_sessions, create_session, pipeline_status, continue_session, stream_session, run_pipeline, invoke_agent, \
         stream_agent, list_agents, metrics, delete_session",
        "let the gateway pass everything below /v1, or use a newer server",
    );
}

#[tokio::test]
async fn a_list_of_agents_in_another_format_is_reported() {
    let server = MockServer::start().await;
    server.answer_next_to("list_agents", Answer::status(200).json(serde_json::json!(["s3cret"])));
    let report = doctor(&server.url(), &[]).await;
    report.problem(
        "key",
        "/v1/agents returns status 200 in another format",
        "give the URL of the server itself: another program may answer below /v1",
    );
    assert!(!report.stdout.contains("s3cret"), "{report:#?}");
}

#[tokio::test]
async fn a_server_that_cannot_invoke_an_agent_cannot_be_used() {
    let server = MockServer::start().await;
    server.answer_next_to("invoke_agent", Answer::error(502, "overloaded", "s3cret"));
    let report = doctor(&server.url(), &[]).await;
    report.problem("routes", "the server returned an error for invoke_agent", "try again later, and check the server's logs");
    assert!(!report.stdout.contains("s3cret"), "{report:#?}");
}

#[tokio::test]
async fn a_server_that_may_not_invoke_an_agent_can_be_used_as_far_as_it_can_be_checked() {
    for (answer, what) in [
        (Answer::error(403, "forbidden", "s3cret"), "the server forbids invoke_agent, for an agent that does not exist"),
        (Answer::error(429, "rate_limited", "s3cret"), "the server returned an error for invoke_agent"),
    ] {
        let server = MockServer::start().await;
        server.answer_next_to("invoke_agent", answer);
        let report = doctor(&server.url(), &[]).await;
        assert_eq!(report.every("routes"), [("warning", what)]);
        report.ends_usable(UNCHECKED);
    }
}

#[tokio::test]
async fn a_route_that_fails_is_not_reported_as_missing() {
    let server = MockServer::start().await;
    server.answer_next_to("list_sessions", Answer::error(500, "internal_error", "Oh."));
    server.answer_next_to("metrics", Answer::error(429, "rate_limited", "Slow down."));
    doctor(&server.url(), &[]).await.warning(
        "routes",
        "the server returned an error for list_sessions, metrics",
        "try again later, and check the server's logs",
    );
}

const UNCHECKED: &str = "This server can be used, as far as it can be checked without running an agent.";

/// The operations that run an agent or a pipeline.
const RUNNING: &str = "continue_session, stream_session, run_pipeline, invoke_agent, stream_agent";

/// Starts a server that creates a session for any agent name.
async fn creating_sessions() -> MockServer {
    let server = MockServer::start().await;
    let session = serde_json::json!({ "session_id": "s-1", "agent": "x", "created_at": "2026-01-01T00:00:00Z", "metadata": {} });
    server.answer_next_to("create_session", Answer::status(201).json(session));
    server
}

/// Returns the operations that received a POST.
fn posted(server: &MockServer) -> Vec<&'static str> {
    let exchanges = server.exchanges();
    exchanges.iter().filter(|exchange| exchange.request.method == Method::POST).filter_map(Exchange::operation).collect()
}

#[tokio::test]
async fn a_session_that_a_server_creates_anyway_is_deleted_and_no_agent_is_run() {
    let server = creating_sessions().await;
    server.answer_next_to("delete_session", Answer::status(204));
    let report = doctor(&server.url(), &[]).await;
    let skipped = format!("{RUNNING} not checked: create_session accepts a name that does not exist, so a call might run something");
    assert_eq!(report.every("routes"), [("skipped", &*skipped), ("ok", "all checked operations are available")]);
    assert_eq!((report.code, posted(&server)), (0, vec!["create_session"]));
    assert!(server.received().iter().any(|request| request.method == Method::DELETE && request.path.ends_with("/sessions/s-1")));
}

#[tokio::test]
async fn a_created_session_that_cannot_be_deleted_is_reported() {
    let server = creating_sessions().await;
    server.answer_next_to("delete_session", Answer::error(500, "internal_error", "Oh."));
    let report = doctor(&server.url(), &[]).await;
    let what = "the server created a session for agentspec-doctor-nonexistent, an agent that does not exist, and did not delete it";
    assert_eq!(report.of("routes"), ("warning", format!("{what} | Fix: delete it: list_sessions lists it")));
    report.ends_usable(UNCHECKED);
}

#[tokio::test]
async fn a_gateway_that_accepts_any_name_runs_nothing() {
    for (operation, body) in [
        ("list_sessions", serde_json::json!({ "sessions": [], "total": 0 })),
        (
            "pipeline_status",
            serde_json::json!({ "pipeline": "x", "run_id": "r", "status": "running", "steps": [], "started_at": "2026-01-01T00:00:00Z", "elapsed_ms": 1 }),
        ),
    ] {
        let server = MockServer::start().await;
        server.answer_next_to(operation, Answer::status(200).json(body));
        let report = doctor(&server.url(), &[]).await;
        let skipped = format!("{RUNNING} not checked: {operation} accepts a name that does not exist, so a call might run something");
        assert_eq!(report.every("routes"), [("skipped", &*skipped), ("ok", "all checked operations are available")]);
        assert_eq!((report.code, posted(&server)), (0, vec!["create_session"]));
    }
}

#[tokio::test]
async fn a_server_that_may_accept_any_name_runs_nothing() {
    let server = MockServer::start().await;
    server.answer_next_to("list_sessions", Answer::error(403, "forbidden", "Not you."));
    server.answer_next_to("create_session", Answer::error(500, "internal_error", "Oh."));
    let report = doctor(&server.url(), &[]).await;
    let skipped = format!("{RUNNING} not checked: it is unclear whether the server rejects a name that does not exist");
    let forbidden = ("warning", "the server forbids list_sessions, for an agent that does not exist");
    assert_eq!(report.every("routes"), [("skipped", &*skipped), ("warning", "the server returned an error for create_session"), forbidden]);
    assert_eq!((report.code, posted(&server)), (0, vec!["create_session"]));
}

/// Only an operation that runs an agent shows this.
#[tokio::test]
async fn a_server_without_sessions_that_accepts_any_name_gets_one_request() {
    let server = without(&["list_sessions", "create_session", "continue_session", "stream_session"]).await;
    let run = serde_json::json!({ "pipeline": "x", "status": "completed", "steps": [], "output": null });
    server.answer_next_to("run_pipeline", Answer::status(200).json(run));
    let report = doctor(&server.url(), &[]).await;
    let skipped = "invoke_agent, stream_agent not checked: run_pipeline accepts a name that does not exist, so a call might run something";
    assert_eq!(report.every("routes")[0], ("skipped", skipped));
    assert_eq!(posted(&server), ["create_session", "continue_session", "stream_session", "run_pipeline"]);
}
