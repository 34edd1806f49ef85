//! The proxies of the environment. The tests use 0.0.0.0, which is this machine but is not recognized as such, so that proxies are used for it.
#![cfg(unix)]

use agentspec_mock::MockServer;
use agentspec_tests::{RawServer, Then};

use crate::doctor::doctor;

/// Starts a proxy with this response to each request. Returns its address, and its URL with a credential.
async fn proxy(answer: &str) -> (RawServer, String, String) {
    let server = RawServer::start([(answer, Then::Close)]).await;
    let address = server.url().replace("http://", "");
    let url = format!("http://user:s3cret@{address}");
    (server, url, address)
}

async fn server() -> (MockServer, String) {
    let server = MockServer::start().await;
    let url = server.url().replace("127.0.0.1", "0.0.0.0");
    (server, url)
}

#[tokio::test]
async fn a_proxy_in_the_way_is_reported() {
    let (_proxy, proxy, address) = proxy("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n").await;
    let (_server, url) = server().await;
    let report = doctor(&url, &[("HTTP_PROXY", &proxy)]).await;
    assert_eq!(report.of("port"), ("skipped", "the proxy does this".to_owned()));
    report.problem(
        "proxy",
        &format!("the proxy {address} blocks the connection: without it the server responds"),
        "add 0.0.0.0 to NO_PROXY",
    );
    assert!(!report.stdout.contains("s3cret"), "{report:?}");
}

#[tokio::test]
async fn a_proxy_that_requires_a_credential_is_reported() {
    for (variable, url) in [("http_proxy", "http://agents.invalid"), ("HTTPS_PROXY", "https://agents.invalid")] {
        let (_proxy, proxy, address) = proxy("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").await;
        doctor(url, &[(variable, &proxy)]).await.problem(
            "proxy",
            &format!("the proxy {address} requires a credential"),
            &format!("set it where the proxy is configured, as in http://user:password@{address}; or add agents.invalid to NO_PROXY"),
        );
    }
}

#[tokio::test]
async fn an_unreachable_proxy_is_reported() {
    for (variable, url) in [("ALL_PROXY", "http://agents.invalid"), ("https_proxy", "https://agents.invalid")] {
        doctor(url, &[(variable, "http://127.0.0.1:1")]).await.problem(
            "proxy",
            "no connection to the server, with the proxy 127.0.0.1:1 or without it",
            "check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, and the host and the port; or add agents.invalid to NO_PROXY",
        );
    }
}

#[tokio::test]
async fn an_invalid_proxy_is_reported_by_its_variable() {
    let (_server, url) = server().await;
    let report = doctor(&url, &[("HTTP_PROXY", "http://user:s3cret@a proxy")]).await;
    report.problem("url", "HTTP_PROXY is not the URL of a proxy", "give one, as in http://localhost:3128, or unset it");
    assert!(!report.stdout.contains("s3cret"), "{report:?}");
}

#[tokio::test]
async fn a_proxy_that_is_not_used_is_no_problem() {
    let (server, url) = server().await;
    let proxy = ("HTTP_PROXY", "http://127.0.0.1:1");
    doctor(&url, &[proxy, ("NO_PROXY", "0.0.0.0")]).await.ok("proxy", "none is used");
    doctor(&server.url(), &[proxy]).await.ok("proxy", "one is set, and not used for a server on this machine");
}

/// A server responds itself to a request for a whole URL, as a proxy gets it.
#[tokio::test]
async fn a_proxy_that_forwards_requests_is_named() {
    let server = MockServer::builder().allow_host("agents.invalid").start().await.unwrap();
    let address = server.address().to_string();
    doctor("http://agents.invalid", &[("HTTP_PROXY", &server.url())]).await.ok("proxy", &format!("{address} is used"));
}
