//! A request that was sent is never reported as not sent: row 55.

use agentspec_ext::{ErrorKind, Outcome};
use agentspec_tests::{RawServer, Then, impatient};
use reqwest::Proxy;

use crate::run::Run;

#[tokio::test]
async fn fault_55_a_407_from_a_server_is_a_rejection() {
    let error = Run::of("55-proxy-authentication-required").await.failed(ErrorKind::Status, Outcome::Rejected).await;
    assert_eq!((error.code(), error.status().unwrap().as_u16()), ("http_407", 407));
    assert!(error.message().starts_with("the server or a proxy in between requires a proxy credential"), "{error}");
    Run::of("55-proxy-authentication-required").await.refused(ErrorKind::Status, Outcome::Rejected).await;
}

#[tokio::test]
async fn fault_55_other_statuses_of_intermediaries_are_responses_too() {
    for (scenario, kind, outcome) in [
        ("55-request-timeout", ErrorKind::Status, Outcome::Rejected),
        ("55-request-timeout-before-the-body", ErrorKind::Status, Outcome::Rejected),
        ("55-misdirected", ErrorKind::Status, Outcome::Rejected),
        ("55-too-early", ErrorKind::Status, Outcome::Rejected),
        ("55-network-authentication-required", ErrorKind::Server, Outcome::Unknown),
    ] {
        Run::of(scenario).await.failed(kind, outcome).await;
        Run::of(scenario).await.refused(kind, outcome).await;
    }
}

/// A 511 may come after another server accepted the request: the next turn requires a decision of the user.
#[tokio::test]
async fn fault_55_a_turn_that_was_not_rejected_is_unresolved() {
    for (scenario, is_unresolved) in [("55-network-authentication-required", true), ("55-proxy-authentication-required", false)] {
        let run = Run::of(scenario).await;
        let chat = run.client.sessions().open("assistant", "s");
        chat.continue_("Hello").await.unwrap_err();
        assert_eq!(chat.unresolved_turn().is_some(), is_unresolved, "{scenario}");
        let is_unresolved_blocking = run.blocking(|client| {
            let chat = client.sessions().open("assistant", "s");
            chat.continue_("Hello").call().unwrap_err();
            chat.unresolved_turn().is_some()
        });
        assert_eq!(is_unresolved_blocking, is_unresolved, "{scenario}");
    }
}

/// A proxy that forwards requests has received the request; one that gets a CONNECT has not.
#[tokio::test]
async fn fault_55_only_a_refused_connect_is_not_sent() {
    const ANSWER: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    for (url, kind, outcome) in
        [("http://agents.invalid", ErrorKind::Status, Outcome::Rejected), ("https://agents.invalid", ErrorKind::Connect, Outcome::NotSent)]
    {
        let proxy = RawServer::start([(ANSWER, Then::Close)]).await;
        let to = proxy.url().to_owned();
        let client = impatient(url).0.http(move |http| http.proxy(Proxy::all(&to).unwrap())).build().unwrap();
        let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (kind, outcome, 1), "{url}: {error}");
    }
}
