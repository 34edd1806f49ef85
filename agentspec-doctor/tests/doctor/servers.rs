//! Whether an AgentSpec server responds, and what else does.

use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{RawServer, Then};

use crate::doctor::{doctor, fixed_response};

const ELSEWHERE: &str = "give the port of the AgentSpec server: another program may listen on this one";

async fn responding(answer: &str) -> RawServer {
    RawServer::start([(answer, Then::Close)]).await
}

#[tokio::test]
async fn a_server_that_can_be_used_passes_every_check() {
    let server = MockServer::start().await;
    let report = doctor(&server.url(), &[]).await;
    let expected = "\
ok       url        http://SERVER
ok       name       127.0.0.1 is 127.0.0.1
ok       port       SERVER accepts connections
ok       tls        not used: the URL is http
ok       proxy      none is used
ok       redirects  none
ok       health     AgentSpec VERSION is ok
ok       plain http no key is sent unencrypted to another machine
ok       key        none is set, and none is needed
ok       dialect    the documented API
ok       routes     all operations are available
skipped  stream     not requested: --stream AGENT calls that agent once, which may cost money

This server can be used.
";
    let printed = report.stdout.replace(&server.address().to_string(), "SERVER").replace(env!("CARGO_PKG_VERSION"), "VERSION");
    assert_eq!(printed, expected);
    assert_eq!(report.code, 0);
}

#[tokio::test]
async fn a_degraded_server_can_be_used() {
    let config = "health: { status: degraded, checks: { database: timeout, cache: ok, queue: full } }";
    let server = MockServer::builder().config(config).unwrap().start().await.unwrap();
    doctor(&server.url(), &[]).await.warning(
        "health",
        concat!("AgentSpec ", env!("CARGO_PKG_VERSION"), " is degraded: database is timeout, queue is full"),
        "check these parts of the server; calls that need them fail",
    );
}

#[tokio::test]
async fn a_redirect_is_reported_with_the_url_that_it_leads_to() {
    let server = responding("HTTP/1.1 308 Moved\r\nlocation: https://agents.example.com/team/healthz\r\ncontent-length: 0\r\n\r\n").await;
    doctor(server.url(), &[("AGENTSPEC_API_KEY", "s3cret")]).await.problem(
        "redirects",
        "the server redirects to https://agents.example.com/team/healthz, and redirects are not followed",
        "use https://agents.example.com/team",
    );
    assert!(server.seen().iter().all(|request| !request.contains("s3cret")), "{:?}", server.seen());
}

#[tokio::test]
async fn a_redirect_to_a_login_is_reported() {
    let server = responding("HTTP/1.1 302 Found\r\nlocation: /login?next=healthz\r\ncontent-length: 0\r\n\r\n").await;
    let what = format!("the server redirects to {}/login, and redirects are not followed", server.url());
    doctor(server.url(), &[]).await.problem("redirects", &what, "find the reason, such as a login page in front of the server");
}

#[tokio::test]
async fn a_token_or_password_in_the_target_of_a_redirect_is_not_repeated() {
    for (target, shown, fix) in [
        (
            "https://user:s3cret@login.example.com:8443/in?state=s3cret#s3cret",
            "https://login.example.com:8443/in",
            "find the reason, such as a login page in front of the server",
        ),
        ("https://agents.example.com/healthz?token=s3cret", "https://agents.example.com/healthz", "use https://agents.example.com"),
    ] {
        let server = responding(&format!("HTTP/1.1 307 Moved\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n")).await;
        let what = format!("the server redirects to {shown}, and redirects are not followed");
        doctor(server.url(), &[]).await.problem("redirects", &what, fix);
    }
    let server = responding("HTTP/1.1 307 Moved\r\nlocation: mailto:s3cret\r\ncontent-length: 0\r\n\r\n").await;
    doctor(server.url(), &[]).await.problem(
        "redirects",
        "the server redirects without a valid target",
        "give the URL of the AgentSpec server itself",
    );
}

#[tokio::test]
async fn a_foreign_server_is_reported_and_gets_no_key() {
    for answer in [
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{\"ok\": true }",
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n{\"status\": \"UP\"}",
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{\"status\":\"healthy\"}",
    ] {
        let server = responding(answer).await;
        let what = format!("this is not an AgentSpec server: /healthz returns status {} in another format", &answer[9..12]);
        doctor(server.url(), &[("AGENTSPEC_TOKEN", "s3cret")]).await.problem(
            "health",
            &what,
            "check the host, the port and the path, which ends before /healthz and /v1",
        );
        assert!(!server.seen().is_empty() && server.seen().iter().all(|request| !request.contains("s3cret")), "{:?}", server.seen());
    }
}

#[tokio::test]
async fn a_superfluous_path_is_reported_with_the_url_without_it() {
    let server = MockServer::start().await;
    for path in ["/v1", "/v1/agents", "/healthz", "/team-a"] {
        doctor(&format!("{}{path}", server.url()), &[]).await.problem(
            "health",
            "this is not an AgentSpec server: /healthz returns status 404 in another format",
            &format!("use {}", server.url()),
        );
    }
}

#[tokio::test]
async fn a_gateway_without_its_server_is_reported() {
    let server = responding("HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>").await;
    doctor(server.url(), &[]).await.problem(
        "health",
        "/healthz returns status 502, but not from an AgentSpec server",
        "start the server behind the gateway, and check the gateway's logs",
    );
}

#[tokio::test]
async fn a_login_in_front_of_the_server_is_reported() {
    let server = MockServer::start().await;
    server.answer_next_to("health", Answer::status(401));
    doctor(&server.url(), &[]).await.problem(
        "health",
        "/healthz returns status 401, although it needs no key: a gateway in front of the server may require one",
        "give the URL of the server itself, or let the gateway pass /healthz and /v1",
    );
}

#[tokio::test]
async fn a_server_that_does_not_speak_http_is_reported() {
    for (answer, what) in [
        ("220 mail.example.com ESMTP\r\n", "the response is not valid HTTP"),
        ("", "the connection broke before the response was complete"),
    ] {
        let url = format!("http://127.0.0.1:{}", fixed_response(answer).await);
        doctor(&url, &[]).await.problem("health", what, ELSEWHERE);
    }
}

#[tokio::test]
async fn a_long_text_of_the_server_is_cut() {
    let server = MockServer::start().await;
    server.answer_next_to("health", Answer::status(200).json(serde_json::json!({ "status": "ok", "version": "é".repeat(100_000) })));
    doctor(&server.url(), &[]).await.ok("health", &format!("AgentSpec {}…", "é".repeat(990)));
}

#[tokio::test]
async fn the_servers_text_is_escaped() {
    let server = MockServer::start().await;
    server.answer_next_to("health", Answer::status(200).json(serde_json::json!({ "status": "ok", "version": "1\u{1b}[2J\n" })));
    doctor(&server.url(), &[]).await.ok("health", "AgentSpec 1\\u{1b}[2J  is ok");
}
