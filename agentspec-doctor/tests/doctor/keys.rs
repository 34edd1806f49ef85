//! The key or token of the environment, which is never printed.

use agentspec_mock::{Answer, MockServer};

use crate::doctor::{Report, doctor, doctor_with};

const KEY: &str = "AGENTSPEC_API_KEY";
const TOKEN: &str = "AGENTSPEC_TOKEN";
const SECRET: &str = "s3cret-of-mine";
const WITHOUT: &str = "Credentials are required: send the header X-API-Key: <key> or Authorization: Bearer <token>.";

async fn guarded() -> MockServer {
    MockServer::builder().api_key(SECRET).token(SECRET).start().await.unwrap()
}

async fn examine(server: &MockServer, variables: &[(&str, &str)]) -> Report {
    let report = doctor(&server.url(), variables).await;
    assert!(!format!("{report:?}").contains("s3cret"), "{report:?}");
    report
}

#[tokio::test]
async fn a_key_or_token_that_is_accepted_is_reported_by_its_variable() {
    let server = guarded().await;
    for variable in [KEY, TOKEN] {
        let report = examine(&server, &[(variable, SECRET)]).await;
        report.ok("key", &format!("{variable} is accepted"));
        report.ok("routes", "all operations are available");
    }
}

#[tokio::test]
async fn a_key_that_is_missing_is_reported() {
    examine(&guarded().await, &[(KEY, "")]).await.problem(
        "key",
        &format!("the server requires a key, and none is set; it says {WITHOUT:?}"),
        "set AGENTSPEC_API_KEY to a key of this server, or AGENTSPEC_TOKEN to a token",
    );
}

#[tokio::test]
async fn a_key_that_is_wrong_is_reported_by_its_variable() {
    let server = guarded().await;
    for variable in [KEY, TOKEN] {
        examine(&server, &[(variable, "s3cret-of-yours")]).await.problem(
            "key",
            &format!("the server does not accept {variable}; without it, the server says {WITHOUT:?}"),
            &format!("set {variable} to a key or token of this server: it may belong to another server or have expired"),
        );
    }
}

#[tokio::test]
async fn a_key_that_is_not_needed_is_reported() {
    examine(&MockServer::start().await, &[(KEY, SECRET)]).await.ok("key", "AGENTSPEC_API_KEY is set but not needed");
}

#[tokio::test]
async fn a_key_that_no_header_can_hold_is_reported() {
    examine(&guarded().await, &[(KEY, "s3cret\n")]).await.problem(
        "key",
        "AGENTSPEC_API_KEY starts or ends with white space",
        "remove it (often the last line break of a file)",
    );
}

#[tokio::test]
async fn the_servers_words_are_repeated_only_if_no_key_can_be_in_them() {
    for (words, shown) in [("Ask Ann.", "; without it, the server says \"Ask Ann.\""), (SECRET, ""), ("", "")] {
        let server = guarded().await;
        server.answer_next_to("list_agents", Answer::error(401, "unauthorized", words));
        server.answer_next_to("list_agents", Answer::error(401, "unauthorized", "Ask Bob."));
        let report = examine(&server, &[(KEY, SECRET)]).await;
        assert_eq!(report.every("key"), [("problem", &*format!("the server does not accept AGENTSPEC_API_KEY{shown}"))]);
    }
    let server = guarded().await;
    server.answer_next_to("list_agents", Answer::error(401, "unauthorized", &"ä".repeat(500)));
    let report = examine(&server, &[]).await;
    assert_eq!(report.every("key"), [("problem", &*format!("the server requires a key, and none is set; it says {:?}", "ä".repeat(300)))]);
}

#[tokio::test]
async fn a_key_without_permission_to_list_agents_is_reported_without_the_servers_words() {
    let server = guarded().await;
    server.answer_next_to("list_agents", Answer::error(403, SECRET, SECRET));
    server.answer_next_to("list_agents", Answer::error(403, SECRET, SECRET));
    examine(&server, &[(KEY, SECRET)]).await.problem(
        "key",
        "AGENTSPEC_API_KEY may not list agents",
        "ask the server's operator for one that may",
    );
}

#[tokio::test]
async fn a_server_that_fails_a_request_with_the_key_is_reported() {
    let server = guarded().await;
    server.answer_next_to("list_agents", Answer::error(500, SECRET, SECRET));
    server.answer_next_to("list_agents", Answer::error(500, SECRET, SECRET));
    examine(&server, &[(KEY, SECRET)]).await.problem(
        "key",
        "/v1/agents returns status 500",
        "try again later, and check the server's logs",
    );
}

/// 0.0.0.0 is this machine, but is not recognized as such.
#[cfg(unix)]
#[tokio::test]
async fn a_key_is_not_sent_unencrypted_to_another_machine() {
    let server = guarded().await;
    let url = server.url().replace("127.0.0.1", "0.0.0.0");
    for (variable, header) in [(KEY, "x-api-key"), (TOKEN, "authorization")] {
        let report = doctor_with(&["--stream", "assistant", &url], &[(variable, SECRET)]).await;
        let warning = format!(
            "{variable} would be sent to 0.0.0.0 unencrypted, where anyone on the network can read it, and is not sent \
             | Fix: use https, or send it anyway with --plain-http"
        );
        assert_eq!(report.of("plain http"), ("warning", warning));
        for check in ["key", "routes", "stream"] {
            assert_eq!(report.of(check), ("skipped", "needs the key, which is not sent over plain http".to_owned()));
        }
        assert_eq!(report.code, 0);
        assert!(report.stdout.ends_with("\n\nThis server can be used, as far as it can be checked without the key.\n"), "{report:?}");
        assert!(server.received_count() > 0 && server.received().iter().all(|request| request.header(header).is_none()));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_is_allowed_over_plain_http_causes_a_warning() {
    let server = guarded().await;
    let url = server.url().replace("127.0.0.1", "0.0.0.0");
    let report = doctor_with(&["--plain-http", &url], &[(KEY, SECRET)]).await;
    report.warning(
        "plain http",
        "AGENTSPEC_API_KEY is sent to 0.0.0.0 unencrypted, where anyone on the network can read it",
        "use https, and replace the key, which others may have read",
    );
    report.ok("key", "AGENTSPEC_API_KEY is accepted");
}

#[tokio::test]
async fn a_key_is_sent_unencrypted_to_this_machine() {
    examine(&guarded().await, &[(KEY, SECRET)]).await.ok("plain http", "no key is sent unencrypted to another machine");
}
