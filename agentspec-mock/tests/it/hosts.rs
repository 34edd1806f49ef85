//! Host names, over a raw socket, as a client would send its own `Host`.

use agentspec_mock::{Answer, Builder, MockServer};

use crate::{playback::Raw, program};

const SCENARIOS: &str = "it: [send: ok]";

async fn started(set: impl FnOnce(Builder) -> Builder) -> MockServer {
    set(MockServer::builder().scenarios(SCENARIOS).unwrap()).start().await.unwrap()
}

/// Returns the status, and the message of an error.
async fn asked(server: &MockServer, path: &str, headers: &str) -> (String, String) {
    let mut raw = Raw::connect(server).await;
    raw.send(&format!("GET {path} HTTP/1.1\r\n{headers}\r\n\r\n")).await;
    let (head, body) = raw.answer().await;
    (head[9..12].to_owned(), body["error"]["message"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn dns_rebinding_is_refused_with_the_fix() {
    let server = started(|builder| builder).await;
    server.answer_next(Answer::error(503, "internal_error", "Starting up."));
    for path in ["/v1/agents", "/healthz", "/_scenario", "/_scenario/run/seen"] {
        let (status, message) = asked(&server, path, "Host: evil.example:8080").await;
        assert_eq!(status, "421", "{path}");
        assert!(message.starts_with("Host: 'evil.example:8080' is not a name of this server"), "{message}");
        assert!(message.contains("--allow-host evil.example") && message.contains("Builder::allow_host"), "{message}");
    }
    assert_eq!(asked(&server, "/v1/agents", "Host: localhost").await.0, "503", "the script was not used up");
    assert_eq!(server.exchanges()[0].status, 421, "a refusal is kept as any other");
}

#[tokio::test]
async fn a_scenario_is_not_played_for_another_name() {
    let server = started(|builder| builder).await;
    assert_eq!(asked(&server, "/_scenario/it/run/v1/agents", "Host: evil.example").await.0, "421");
    assert!(server.scenario_seen("run").requests.is_empty());
}

#[tokio::test]
async fn the_names_of_this_machine_are_accepted() {
    let server = started(|builder| builder).await;
    for host in ["localhost", "LOCALHOST.:80", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080", "[::ffff:127.0.0.1]"] {
        assert_eq!(asked(&server, "/healthz", &format!("Host: {host}")).await.0, "200", "{host}");
    }
    assert_eq!(asked(&server, "/_scenario", "X-No-Host: 1").await.0, "200", "no browser leaves its Host out");
}

#[tokio::test]
async fn a_name_can_be_allowed() {
    let server = started(|builder| builder.allow_host("mock.test")).await;
    for path in ["/healthz", "/_scenario/run/seen"] {
        assert_eq!(asked(&server, path, "Host: mock.test:8080").await.0, "200", "{path}");
        assert_eq!(asked(&server, path, "Host: other.test").await.0, "421", "{path}");
    }
    assert!(MockServer::builder().allow_host(" ").start().await.is_err());
}

#[tokio::test]
async fn a_server_for_other_machines_accepts_every_name_until_one_is_allowed() {
    let server = started(|builder| builder.host("0.0.0.0")).await;
    assert_eq!(asked(&server, "/healthz", "Host: mock:8080").await.0, "200");
    assert_eq!(asked(&server, "/_scenario/run/seen", "Host: mock:8080").await.0, "421", "what was received is for no page");
    assert_eq!(asked(&server, "/_scenario/run/seen", "Host: 192.0.2.1:8080").await.0, "200", "an address leads nowhere else");
    let server = started(|builder| builder.host("0.0.0.0").allow_host("mock")).await;
    assert_eq!(asked(&server, "/_scenario/run/seen", "Host: mock:8080").await.0, "200");
    assert_eq!(asked(&server, "/healthz", "Host: evil.example").await.0, "421");
}

#[tokio::test]
async fn the_program_can_allow_a_name() {
    let (_running, first, _) = program::Running::start(&["--port", "0", "--allow-host", "mock.test"]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let status =
        async |host: &str| client.get(format!("{}/healthz", program::url(&first))).header("Host", host).send().await.unwrap().status();
    assert_eq!((status("mock.test").await.as_u16(), status("evil.example").await.as_u16()), (200, 421));
}
