//! Which pages may call the server from a browser.

use agentspec_mock::{Builder, MockServer};

use crate::playback::Raw;

const PAGE: &str = "http://localhost:3000";

async fn started(set: impl FnOnce(Builder) -> Builder) -> MockServer {
    set(MockServer::builder()).start().await.unwrap()
}

/// The head of the response to a request of a page, in lower case.
async fn head(server: &MockServer, request: &str, origin: &str, headers: &str) -> String {
    let mut raw = Raw::connect(server).await;
    raw.send(&format!("{request} HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nConnection: close\r\n{headers}\r\n")).await;
    raw.whole().await.split("\r\n\r\n").next().unwrap().to_lowercase()
}

async fn preflight(server: &MockServer, origin: &str) -> String {
    let headers = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: idempotency-key\r\n";
    head(server, "OPTIONS /v1/agents/assistant/invoke", origin, headers).await
}

#[tokio::test]
async fn no_page_of_another_origin_is_allowed_by_default() {
    let server = started(|builder| builder).await;
    assert!(!preflight(&server, PAGE).await.contains("access-control-"));
    assert!(!head(&server, "GET /v1/agents", PAGE, "").await.contains("access-control-"));
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_send_the_ids_and_read_them() {
    let server = started(|builder| builder.cors(PAGE).cors("https://agents.test")).await;
    let allowed = preflight(&server, PAGE).await;
    assert!(allowed.starts_with("http/1.1 200"), "{allowed}");
    assert!(allowed.contains(&format!("access-control-allow-origin: {PAGE}")), "{allowed}");
    for header in ["content-type", "authorization", "x-api-key", "x-correlation-id", "idempotency-key"] {
        assert!(allowed.contains(header), "{header}: {allowed}");
    }
    let read = head(&server, "GET /v1/agents", PAGE, "").await;
    assert!(read.contains("access-control-expose-headers: x-correlation-id,retry-after"), "{read}");
    assert!(!preflight(&server, "http://other.test").await.contains("access-control-allow-origin"));
    assert_eq!(server.received_count(), 1, "preflights are not recorded");
}

#[tokio::test]
async fn any_page_is_allowed_by_an_asterisk() {
    let server = started(|builder| builder.cors("*")).await;
    assert!(preflight(&server, "http://other.test").await.contains("access-control-allow-origin: *"));
}

#[tokio::test]
async fn narrowly_a_page_may_not_send_the_ids() {
    let server = started(|builder| builder.cors(PAGE).narrow_cors()).await;
    let allowed = preflight(&server, PAGE).await;
    assert!(allowed.contains("access-control-allow-headers: content-type,authorization,x-api-key\r\n"), "{allowed}");
    assert!(!head(&server, "GET /v1/agents", PAGE, "").await.contains("expose"));
}

#[tokio::test]
async fn what_is_no_origin_is_refused() {
    for origin in ["", "localhost:3000", "http://", "http://localhost:3000/", "null"] {
        let error = MockServer::builder().cors(origin).start().await.unwrap_err().to_string();
        assert!(error.contains("an allowed origin is none: set a scheme, a host and a port"), "{origin}: {error}");
    }
}
