//! Proxies: row 36. A proxy receives only what it needs, and over https never the key.

use std::process::Command;

use agentspec_ext::{Client, ErrorKind, Outcome};
use agentspec_mock::MockServer;
use agentspec_tests::{RawServer, Then, impatient};
use reqwest::Proxy;

use crate::table::{Expected, Method, Retried};

const REFUSED: Expected = Expected { kind: ErrorKind::Connect, outcome: Outcome::NotSent, retried: Retried::Never };
/// Over plain http the proxy receives the whole request: its 407 is a response to it.
const REFUSED_WHOLE: Expected = Expected { kind: ErrorKind::Status, outcome: Outcome::Rejected, retried: Retried::Never };
const UNREACHABLE: Expected = Expected { kind: ErrorKind::Connect, outcome: Outcome::NotSent, retried: Retried::Always };
const KEY: &str = "sk-0123456789";
const WELL: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: 14\r\n\r\n{\"agents\": []}";
const REQUIRES_A_CREDENTIAL: &str =
    "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Creates a client of the server at `url` through the proxy.
fn client(url: &str, proxy: &RawServer) -> Client {
    let proxy = proxy.url().to_owned();
    impatient(url).0.api_key(KEY).http(move |http| http.proxy(Proxy::all(&proxy).unwrap())).build().unwrap()
}

#[tokio::test]
async fn fault_36_a_proxy_of_the_user_is_used() {
    let proxy = RawServer::start([(WELL, Then::Close)]).await;
    assert!(client("http://agents.invalid", &proxy).agents().list().await.unwrap().is_empty());
    assert!(proxy.seen()[0].starts_with("GET http://agents.invalid/v1/agents HTTP/1.1\r\n"), "{:?}", proxy.seen());
}

#[tokio::test]
async fn fault_36_a_proxy_that_requires_a_credential_has_not_forwarded_the_request() {
    for (url, expected) in [("https://agents.invalid", REFUSED), ("http://agents.invalid", REFUSED_WHOLE)] {
        for method in Method::ALL {
            let proxy = RawServer::start([(REQUIRES_A_CREDENTIAL, Then::Close)]).await;
            expected.check(&method.call(&client(url, &proxy)).await.unwrap_err(), method, url);
            assert_eq!(proxy.seen().len(), 1, "{url}");
        }
    }
}

#[tokio::test]
async fn fault_36_a_connect_request_contains_only_the_address() {
    let proxy = RawServer::start([(REQUIRES_A_CREDENTIAL, Then::Close)]).await;
    client("https://agents.invalid/team", &proxy).agents().list().await.unwrap_err();
    let request = &proxy.seen()[0];
    assert!(request.starts_with("CONNECT agents.invalid:443 HTTP/1.1\r\n"), "{request}");
    assert!(!request.contains(KEY) && !request.to_lowercase().contains("x-api-key") && !request.contains("/team"), "{request}");
}

#[tokio::test]
async fn fault_36_the_proxy_of_the_environment_is_used_except_for_this_machine() {
    const THIS: &str = "proxies::fault_36_the_proxy_of_the_environment_is_used_except_for_this_machine";
    const PORT: &str = "AGENTSPEC_TEST_PORT";
    if let Ok(port) = std::env::var(PORT) {
        return with_a_proxy_in_the_environment(&port).await;
    }
    let proxy = RawServer::start([(WELL, Then::Close)]).await;
    let server = MockServer::start().await;
    let mut again = Command::new(std::env::current_exe().unwrap());
    for variable in ["http_proxy", "no_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "REQUEST_METHOD"] {
        again.env_remove(variable);
    }
    again.args(["--exact", THIS]).env("HTTP_PROXY", proxy.url()).env("NO_PROXY", "direct.invalid");
    again.env(PORT, server.url().rsplit(':').next().unwrap());
    let output = tokio::task::spawn_blocking(move || again.output().unwrap()).await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    assert_eq!(proxy.seen().len(), 1, "{:?}", proxy.seen());
    assert!(proxy.seen()[0].starts_with("GET http://agents.invalid/v1/agents HTTP/1.1\r\n"), "{:?}", proxy.seen());
    assert_eq!(server.received_count(), 2);
}

/// Runs the client of the test, in a child process.
async fn with_a_proxy_in_the_environment(port: &str) {
    let client = |url: &str| impatient(url).0.build().unwrap();
    assert!(client("http://agents.invalid").agents().list().await.unwrap().is_empty());
    for host in ["127.0.0.1", "localhost"] {
        assert!(!client(&format!("http://{host}:{port}")).agents().list().await.unwrap().is_empty());
    }
    let error = Method::Get.call(&client("http://direct.invalid")).await.unwrap_err();
    UNREACHABLE.check(&error, Method::Get, "NO_PROXY");
}
