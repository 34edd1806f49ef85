//! The dialect of the server, and whether clients of this environment speak it.

use agentspec_ext::reqwest::Method;
use agentspec_mock::{Answer, Builder, Dialect, MockServer};

use crate::doctor::{Report, doctor, doctor_with};

const DIALECT: &str = "AGENTSPEC_DIALECT";
const KEY: &str = "AGENTSPEC_API_KEY";
const WITH_SETTING: &str = "This server can be used with AGENTSPEC_DIALECT=runtime.";
const NOT_DOCUMENTED: &str =
    "the public runtime's dialect, not the documented API: without a setting, agents run on an empty message, and calls fail";
const SET: &str =
    "set AGENTSPEC_DIALECT=runtime, or auto, or `dialect` of the client, in Rust and Python; TypeScript and Go do not speak it";
const LACKS: &str = "the server lacks list_sessions, pipeline_status | Fix: avoid these calls: clients refuse them before anything is sent, \
     and is_unsupported() is true of their errors";
const NO_KEY: &str = "No API key is configured: start the server with --no-auth to accept requests without one";
const START: &str = "; a runtime that has no key accepts calls only if it is started with --no-auth";

fn runtime() -> Builder {
    MockServer::builder().dialect(Dialect::Runtime)
}

async fn start(server: Builder) -> MockServer {
    server.start().await.unwrap()
}

fn warning(report: &Report, check: &str, what: &str, fix: &str) {
    assert_eq!(report.of(check), ("warning", format!("{what} | Fix: {fix}")));
}

#[tokio::test]
async fn a_runtime_can_be_used_with_the_setting_and_no_agent_is_run() {
    for server in [runtime(), runtime().without_web_ui()] {
        let server = start(server).await;
        let report = doctor(&server.url(), &[]).await;
        let (mark, health) = report.of("health");
        assert!(mark == "ok" && health.starts_with("the public AgentSpec runtime is healthy, up for "), "{report:#?}");
        warning(&report, "dialect", NOT_DOCUMENTED, SET);
        let works = "in the runtime's dialect these calls work: list_agents, invoke_agent, stream_agent, create_session, delete_session, \
             continue_session, stream_session, run_pipeline, health, metrics";
        let lacks = LACKS.split(" | ").next().unwrap();
        assert_eq!(report.every("routes"), [("ok", works), ("warning", lacks)]);
        report.ends_usable(WITH_SETTING);

        let posts: Vec<_> = server.exchanges().into_iter().filter(|exchange| exchange.request.method == Method::POST).collect();
        assert!(!posts.is_empty() && posts.iter().all(|exchange| exchange.status == 404), "{posts:#?}");
    }
}

#[tokio::test]
async fn a_runtime_can_be_used_by_clients_that_have_the_setting() {
    let server = start(runtime()).await;
    for (value, what) in [
        ("runtime", "the public runtime's dialect, as AGENTSPEC_DIALECT=runtime says"),
        ("auto", "the public runtime's dialect, which AGENTSPEC_DIALECT=auto finds out"),
    ] {
        doctor(&server.url(), &[(DIALECT, value)]).await.ok("dialect", what);
    }
    let report = doctor(&server.url(), &[(DIALECT, "documented")]).await;
    warning(&report, "dialect", NOT_DOCUMENTED, SET);
    report.ends_usable(WITH_SETTING);
}

#[tokio::test]
async fn a_server_of_the_documented_api_cannot_be_used_by_clients_of_the_runtime() {
    let server = MockServer::start().await;
    doctor(&server.url(), &[(DIALECT, "auto")]).await.ok("dialect", "the documented API");
    doctor(&server.url(), &[(DIALECT, "runtime")]).await.problem(
        "dialect",
        "the server speaks the documented API, and AGENTSPEC_DIALECT is runtime: calls would fail",
        "unset it, or set it to auto",
    );
}

#[tokio::test]
async fn an_unknown_dialect_is_reported() {
    for server in [MockServer::builder(), runtime()] {
        let report = doctor(&start(server).await.url(), &[(DIALECT, "s3cret")]).await;
        report.problem("dialect", "AGENTSPEC_DIALECT is not the name of a dialect", "set it to documented, runtime or auto");
        assert!(!report.stdout.contains("s3cret"), "{report:#?}");
    }
}

/// A gateway may answer `/healthz` by itself.
#[tokio::test]
async fn a_runtime_behind_another_health_is_known_by_its_list_of_agents() {
    let own = serde_json::json!({ "status": "ok", "version": "1.0" });
    for (variables, is_set) in [(&[][..], false), (&[(DIALECT, "auto")], false), (&[(DIALECT, "runtime")], true)] {
        let server = start(runtime()).await;
        server.answer_next_to("health", Answer::status(200).json(own.clone()));
        let report = doctor(&server.url(), variables).await;
        if is_set {
            report.ok("dialect", "the public runtime's dialect, as AGENTSPEC_DIALECT=runtime says");
            continue;
        }
        warning(
            &report,
            "dialect",
            "the public runtime's dialect, by its list of agents, behind another server's /healthz: auto does not find it out",
            "set AGENTSPEC_DIALECT=runtime, or `dialect` of the client, in Rust and Python; TypeScript and Go do not speak it",
        );
        report.ends_usable(WITH_SETTING);
    }
}

#[tokio::test]
async fn a_runtime_that_refuses_everything_is_reported_in_its_own_words() {
    let server = start(runtime().refuse_all()).await;
    doctor(&server.url(), &[]).await.problem(
        "key",
        &format!("the server requires a key, and none is set; it says {NO_KEY:?}"),
        &format!("set AGENTSPEC_API_KEY to a key of this server, or AGENTSPEC_TOKEN to a token{START}"),
    );
    let report = doctor(&server.url(), &[(KEY, "s3cret-of-mine")]).await;
    report.problem(
        "key",
        &format!("the server does not accept AGENTSPEC_API_KEY; without it, the server says {NO_KEY:?}"),
        &format!("set AGENTSPEC_API_KEY to a key or token of this server: it may belong to another server or have expired{START}"),
    );
    assert!(!report.stdout.contains("s3cret"), "{report:#?}");
}

#[tokio::test]
async fn the_key_of_a_runtime_is_checked() {
    let server = start(runtime().api_key("s3cret-of-mine")).await;
    let report = doctor(&server.url(), &[(KEY, "s3cret-of-mine"), (DIALECT, "auto")]).await;
    report.ok("key", "AGENTSPEC_API_KEY is accepted");
    let report = doctor(&server.url(), &[(KEY, "s3cret-of-yours")]).await;
    assert_eq!((report.of("key").0, report.code), ("problem", 1));
    assert!(!report.stdout.contains("s3cret"), "{report:#?}");
    let report = doctor(&server.url(), &[]).await;
    assert!(report.of("key").1.starts_with("the server requires a key, and none is set; it says "), "{report:#?}");
}

/// 0.0.0.0 is this machine, but is not recognized as such.
#[cfg(unix)]
#[tokio::test]
async fn the_dialect_is_known_without_the_key() {
    for (server, verdict) in [(runtime(), " with AGENTSPEC_DIALECT=runtime"), (MockServer::builder(), "")] {
        let server = start(server).await;
        let report = doctor(&server.url().replace("127.0.0.1", "0.0.0.0"), &[(KEY, "s3cret-of-mine")]).await;
        assert_eq!(report.of("dialect").0, if verdict.is_empty() { "ok" } else { "warning" });
        report.ends_usable(&format!("This server can be used{verdict}, as far as it can be checked without the key."));
    }
}

#[tokio::test]
async fn an_agent_of_a_runtime_is_called_on_request() {
    let server = start(runtime()).await;
    let report = doctor_with(&["--stream", "assistant", &server.url()], &[]).await;
    let (mark, what) = report.of("stream");
    assert!(mark == "ok" && what.starts_with("the agent was called once: "), "{report:#?}");
    let told: Vec<_> = server.received().into_iter().filter(|request| request.path.ends_with("/assistant/stream")).collect();
    assert!(told.len() == 1 && String::from_utf8_lossy(&told[0].body).contains("\"message\":\"Count"), "{told:#?}");
}
