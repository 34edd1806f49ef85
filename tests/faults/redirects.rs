//! Redirects: rows 22 and 23. No redirect is followed.

use agentspec_ext::{ErrorKind, Outcome};
use agentspec_tests::{RawServer, Then, impatient};

use crate::run::Run;
use crate::table::{Expected, Method, Retried};

/// A redirect may be the response to a POST that has run, except 307 and 308, which ask to resend it elsewhere.
const NOT_FOLLOWED: Expected = Expected { kind: ErrorKind::Status, outcome: Outcome::Unknown, retried: Retried::Never };
const SENT_ELSEWHERE: Expected = Expected { outcome: Outcome::Rejected, ..NOT_FOLLOWED };

fn expected(status: u16) -> Expected {
    if matches!(status, 307 | 308) { SENT_ELSEWHERE } else { NOT_FOLLOWED }
}

#[tokio::test]
async fn fault_22_a_redirect_to_another_host_is_an_error() {
    for (scenario, status) in [("22-redirect-to-another-host", 307), ("22-permanent-redirect-to-another-host", 308)] {
        SENT_ELSEWHERE.of(scenario).await;
        let error = Run::of(scenario).await.failed(ErrorKind::Status, Outcome::Rejected).await;
        assert_eq!((error.status().unwrap().as_u16(), error.code()), (status, format!("http_{status}").as_str()));
        assert_eq!(error.headers()["location"], "http://elsewhere.invalid/v1/agents");
        assert!(error.message().contains("redirects are not followed"), "{error}");
    }
}

#[tokio::test]
async fn fault_22_the_other_server_never_sees_a_key() {
    for status in [301, 302, 303, 307, 308] {
        for method in Method::ALL {
            let elsewhere = RawServer::start([("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", Then::Close)]).await;
            let head = format!("HTTP/1.1 {status} There\r\nlocation: {}/v1/agents\r\ncontent-length: 0\r\n\r\n", elsewhere.url());
            let server = RawServer::start([(head, Then::Close)]).await;
            let client = impatient(server.url()).0.api_key("sk-0123456789").build().unwrap();
            expected(status).check(&method.call(&client).await.unwrap_err(), method, &format!("{status}"));
            assert_eq!((server.seen().len(), elsewhere.seen().len()), (1, 0), "{status}");
        }
    }
}

#[tokio::test]
async fn fault_23_a_redirect_loop_is_not_followed() {
    SENT_ELSEWHERE.of("23-redirect-loop").await;
}

#[tokio::test]
async fn fault_23_a_redirect_does_not_turn_a_post_into_a_get() {
    for scenario in ["23-301-then-well", "23-302-then-well", "23-303-then-well"] {
        NOT_FOLLOWED.of(scenario).await;
        let run = Run::of(scenario).await;
        NOT_FOLLOWED.check(&Method::Post.call(&run.client).await.unwrap_err(), Method::Post, scenario);
        assert_eq!(run.seen().requests.iter().map(|request| request.request.method.as_str()).collect::<Vec<_>>(), ["POST"]);
    }
}

#[tokio::test]
async fn fault_22_the_location_of_a_redirect_is_shown_without_secrets() {
    let head =
        "HTTP/1.1 302 Found\r\nlocation: https://user:canary-1@login.example.com/in?token=canary-2#canary-3\r\ncontent-length: 0\r\n\r\n";
    let server = RawServer::start([(head, Then::Close)]).await;
    let error = impatient(server.url()).0.build().unwrap().agents().list().await.unwrap_err();
    assert!(error.message().contains("to https://login.example.com/in:") && !error.message().contains("canary"), "{error}");
}
