//! The key or token of the environment, which is never printed.

use agentspec_mock::{Answer, MockServer};

use crate::doctor::{Told, doctor, doctor_with};

const KEY: &str = "AGENTSPEC_API_KEY";
const TOKEN: &str = "AGENTSPEC_TOKEN";
const SECRET: &str = "s3cret-of-mine";

async fn guarded() -> MockServer {
    MockServer::builder().api_key(SECRET).token(SECRET).start().await.unwrap()
}

async fn told(server: &MockServer, variables: &[(&str, &str)]) -> Told {
    let told = doctor(&server.url(), variables).await;
    assert!(!format!("{told:?}").contains("s3cret"), "{told:?}");
    told
}

#[tokio::test]
async fn a_key_or_token_that_is_accepted_is_told_by_its_variable() {
    let server = guarded().await;
    for variable in [KEY, TOKEN] {
        let told = told(&server, &[(variable, SECRET)]).await;
        told.ok("key", &format!("{variable} is accepted"));
        told.ok("routes", "all operations are there");
    }
}

#[tokio::test]
async fn a_key_that_is_missing_is_told() {
    told(&guarded().await, &[(KEY, "")]).await.problem(
        "key",
        "the server needs a key, and none is set",
        "set AGENTSPEC_API_KEY to a key of this server, or AGENTSPEC_TOKEN to a token",
    );
}

#[tokio::test]
async fn a_key_that_is_wrong_is_told_by_its_variable() {
    let server = guarded().await;
    for variable in [KEY, TOKEN] {
        told(&server, &[(variable, "s3cret-of-yours")]).await.problem(
            "key",
            &format!("the server does not accept {variable}"),
            &format!("set {variable} to one of this server: it may be of another, or no longer valid"),
        );
    }
}

#[tokio::test]
async fn a_key_that_is_not_needed_is_told() {
    told(&MockServer::start().await, &[(KEY, SECRET)]).await.ok("key", "AGENTSPEC_API_KEY is set, and not needed");
}

#[tokio::test]
async fn a_key_that_no_header_can_hold_is_told() {
    told(&guarded().await, &[(KEY, "s3cret\n")]).await.problem(
        "key",
        "AGENTSPEC_API_KEY starts or ends with white space",
        "take it off (a file's last line break, perhaps)",
    );
}

#[tokio::test]
async fn a_key_that_may_not_list_agents_is_told_and_not_by_the_servers_words() {
    let server = guarded().await;
    server.answer_next_to("list_agents", Answer::error(403, SECRET, SECRET));
    told(&server, &[(KEY, SECRET)]).await.problem(
        "key",
        "AGENTSPEC_API_KEY may not list agents",
        "ask the server's operator for one that may",
    );
}

#[tokio::test]
async fn a_server_that_fails_when_asked_with_the_key_is_told() {
    let server = guarded().await;
    server.answer_next_to("list_agents", Answer::error(500, SECRET, SECRET));
    told(&server, &[(KEY, SECRET)]).await.problem(
        "key",
        "/v1/agents is answered with status 500",
        "try again later, and look at the server's logs",
    );
}

/// 0.0.0.0 is this machine, and does not say so.
#[cfg(unix)]
#[tokio::test]
async fn a_key_does_not_go_unencrypted_to_another_machine() {
    let server = guarded().await;
    let url = server.url().replace("127.0.0.1", "0.0.0.0");
    for (variable, header) in [(KEY, "x-api-key"), (TOKEN, "authorization")] {
        let told = doctor_with(&["--stream", "assistant", &url], &[(variable, SECRET)]).await;
        let warning = format!(
            "{variable} would go to 0.0.0.0 unencrypted, for all on the way to read, and is not sent \
             | Fix: use https, or let it be sent all the same with --plain-http"
        );
        assert_eq!(told.of("plain http"), ("warning", warning));
        for check in ["key", "routes", "stream"] {
            assert_eq!(told.of(check), ("skipped", "needs the key, which is not sent over plain http".to_owned()));
        }
        assert_eq!(told.code, 0);
        assert!(told.printed.ends_with("\n\nThis server can be used, as far as can be told without the key.\n"), "{told:?}");
        assert!(server.received_count() > 0 && server.received().iter().all(|request| request.header(header).is_none()));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_may_go_unencrypted_to_another_machine_is_warned_of() {
    let server = guarded().await;
    let url = server.url().replace("127.0.0.1", "0.0.0.0");
    let told = doctor_with(&["--plain-http", &url], &[(KEY, SECRET)]).await;
    told.warning(
        "plain http",
        "AGENTSPEC_API_KEY goes to 0.0.0.0 unencrypted, for all on the way to read",
        "use https, and change a key that others may have read",
    );
    told.ok("key", "AGENTSPEC_API_KEY is accepted");
}

#[tokio::test]
async fn a_key_goes_unencrypted_to_this_machine() {
    told(&guarded().await, &[(KEY, SECRET)]).await.ok("plain http", "no key goes unencrypted to another machine");
}
