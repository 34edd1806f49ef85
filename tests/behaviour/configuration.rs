//! The settings whose effect only a server can observe.

use agentspec_mock::MockServer;
use agentspec_tests::{Checked, RawServer, Then, impatient};

const AGENTS: &str = "HTTP/1.1 200 OK\r\ncontent-length: 13\r\nconnection: close\r\n\r\n{\"agents\":[]}";

#[tokio::test]
async fn a_base_url_may_have_a_path_prefix_and_a_trailing_slash() {
    for (suffix, path) in [("", "/v1/agents"), ("/", "/v1/agents"), ("/team/a", "/team/a/v1/agents"), ("/team/a/", "/team/a/v1/agents")] {
        let server = RawServer::start([(AGENTS, Then::Close)]).await;
        let client = impatient(&format!("{}{suffix}", server.url())).0.build().unwrap();
        assert_eq!(client.base_url(), format!("{}{}", server.url(), suffix.trim_end_matches('/')));
        assert!(client.agents().list().await.unwrap().is_empty());
        assert!(server.seen()[0].starts_with(&format!("GET {path} HTTP/1.1\r\n")), "{:?}", server.seen());
    }
}

#[tokio::test]
async fn a_key_and_a_token_are_sent_in_their_own_headers() {
    let server = MockServer::start().await.checked();
    impatient(&server.url()).0.api_key("k").build().unwrap().agents().list().await.unwrap();
    impatient(&server.url()).0.token("t").build().unwrap().agents().list().await.unwrap();
    let requests = server.received();
    assert_eq!((requests[0].header("x-api-key"), requests[0].header("authorization")), (Some("k"), None));
    assert_eq!((requests[1].header("x-api-key"), requests[1].header("authorization")), (None, Some("Bearer t")));
}
