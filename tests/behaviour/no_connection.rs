//! The messages of connection errors: the address, and what to check.

use std::time::Duration;

use agentspec_ext::{ClientBuilder, Error, ErrorKind, Outcome, Phase};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{Certificates, RawServer, TestClock, Then, TlsServer, impatient, mock};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};

use crate::both_clients::{both_invoking, both_listing};

const KEY: &str = "sk-0123456789";

/// Binds an address without listening on it.
fn refusing_address() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap().to_string();
    (socket, address)
}

/// Configures a client of `url` with the proxy at `address`.
fn by_proxy(url: &str, address: &str) -> (ClientBuilder, TestClock) {
    let (builder, clock) = impatient(url);
    let proxy = format!("http://user:{KEY}@{address}");
    (builder.api_key(KEY).proxy(proxy), clock)
}

#[track_caller]
fn not_sent(error: &Error, message: &str) {
    assert_eq!((error.kind(), error.outcome(), error.message()), (ErrorKind::Connect, Outcome::NotSent, message));
}

#[tokio::test]
async fn a_refused_connection_names_its_address() {
    let (_taken, address) = refusing_address();
    let error = both_invoking(|| impatient(&format!("http://{address}/team"))).await;
    not_sent(&error, &format!("no connection to {address}: it was refused; is the server running there, and the base URL correct?"));
    assert!(error.is_connection() && error.to_string().contains(&address), "{error}");
    let port = address.rsplit(':').next().unwrap();
    let error = both_invoking(|| impatient(&format!("http://localhost:{port}"))).await;
    assert!(error.message().starts_with(&format!("no connection to localhost:{port}: ")), "{error}");
}

#[tokio::test]
async fn an_unreachable_proxy_is_not_reported_as_the_server() {
    let (_taken, address) = refusing_address();
    for (url, place) in [("http://agents.invalid", "agents.invalid:80"), ("https://agents.invalid/v1", "agents.invalid:443")] {
        let error = both_listing(|| by_proxy(url, &address)).await;
        let expected = format!("no connection to {place}: the proxy {address} refused it; is the proxy running, and its address correct?");
        not_sent(&error, &expected);
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_connect_is_named_as_a_proxy() {
    for (status, expected) in [
        ("403 Forbidden", "the proxy cannot reach agents.invalid:443: check the proxy, and the host and port of the base URL"),
        (
            "407 Proxy Authentication Required",
            "the proxy for agents.invalid:443 requires a credential: set one where the proxy is configured",
        ),
    ] {
        let proxy = RawServer::start([(format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"), Then::Close)]).await;
        let error = both_listing(|| by_proxy("https://agents.invalid", proxy.url().trim_start_matches("http://"))).await;
        not_sent(&error, expected);
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_named() {
    let error = both_listing(|| impatient("http://agents.invalid:8080")).await;
    let expected = "no connection to agents.invalid:8080: the name of the host, or of a proxy in between, does not resolve; check the base URL and the network";
    not_sent(&error, expected);
}

#[tokio::test]
async fn a_connection_that_takes_too_long_is_named() {
    // The handshake gets no response.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let error = both_listing(|| {
        let (builder, clock) = impatient(&format!("https://{address}"));
        (builder.http(|http| http.connect_timeout(Duration::from_millis(5))), clock)
    })
    .await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout(Phase::Connect), Outcome::NotSent));
    assert!(error.message().starts_with(&format!("connecting to {address} took too long: ")), "{error}");
}

#[tokio::test]
async fn tls_to_a_plain_http_server_is_named() {
    let server = MockServer::start().await;
    let address = server.url().replace("http://", "");
    let error = both_invoking(|| impatient(&format!("https://{address}"))).await;
    not_sent(
        &error,
        &format!("the server at {address} does not speak TLS, but probably plain HTTP: use http:// in the base URL, or the port for TLS"),
    );
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn plain_http_to_a_tls_server_is_named() {
    let server = TlsServer::start(&Certificates::new().good, "{}").await;
    let error = both_invoking(|| impatient(&format!("http://127.0.0.1:{}", server.port))).await;
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Transport, Outcome::Unknown, 1));
    let expected = format!("if 127.0.0.1:{} speaks TLS, use https:// in the base URL, otherwise check its port", server.port);
    assert_eq!(error.message(), format!("the response is not valid HTTP: {expected}"));
}

#[tokio::test]
async fn an_untrusted_certificate_is_named_with_its_host() {
    let server = TlsServer::start(&Certificates::new().self_signed, "{}").await;
    let error = both_listing(|| impatient(&format!("https://127.0.0.1:{}", server.port))).await;
    let expected =
        "its certificate is signed by an authority that is not trusted; name the file of the authority as ca_file, or in SSL_CERT_FILE";
    not_sent(&error, &format!("no connection to 127.0.0.1:{}: {expected}", server.port));
}

#[tokio::test]
async fn a_handshake_that_breaks_off_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let task = tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            // Everything that the client sends is read: otherwise it would see a reset instead.
            drop(connection.read(&mut [0; 4096]).await);
            drop(connection.shutdown().await);
            drop(connection.read_to_end(&mut Vec::new()).await);
        }
    });
    let error = both_listing(|| impatient(&format!("https://{address}"))).await;
    task.abort();
    let expected = format!(
        "the server at {address} closed the connection during the TLS handshake: if it does not speak TLS, use http:// in the base URL"
    );
    not_sent(&error, &expected);
}

#[tokio::test]
async fn a_timeout_without_a_wait_for_a_server_is_no_connection_error() {
    let (server, client, clock) = mock().await;
    server.answer_next(
        Answer::status(200)
            .json(json!({"pipeline": "p", "run_id": "r", "status": "running", "steps": [], "started_at": "", "elapsed_ms": 1})),
    );
    clock.stop_at_deadlines();
    let watched = client.pipelines().wait("p").deadline(Duration::from_secs(1)).await.unwrap_err();
    let unsent = client.agents().list().deadline(Duration::ZERO).await.unwrap_err();
    // The first poll was under way.
    for (error, kind, attempts) in [(watched, Phase::Run, 1), (unsent, Phase::Deadline, 0)] {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout(kind), attempts));
        assert!(error.is_timeout() && !error.is_connection(), "{error}");
    }
}

#[tokio::test]
async fn a_timeout_while_waiting_for_the_server_is_a_connection_error_too() {
    let server = RawServer::start([("", Then::Hang)]).await;
    for deadline in [None, Some(Duration::from_secs(60))] {
        let (builder, clock) = impatient(server.url());
        let client = builder.timeout(Duration::from_secs(100)).deadline(deadline).max_retries(0).build().unwrap();
        clock.time_out();
        let error = client.agents().list().await.unwrap_err();
        assert!(error.is_timeout() && error.is_connection() && error.attempts() == 1, "{error:?}");
    }
}
