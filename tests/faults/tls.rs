//! A server that cannot prove its identity: row 4. The request is not retried, and nothing is sent in plain text.

use agentspec_ext::{Client, ErrorKind, Outcome};
use agentspec_tests::{Certificates, Identity, TlsServer, impatient};
use reqwest::Certificate;

use crate::table::{Expected, Method, Retried};

const REFUSED: Expected = Expected { kind: ErrorKind::Connect, outcome: Outcome::NotSent, retried: Retried::Never };
const KEY: &str = "sk-0123456789";
const NO_AGENTS: &str = "{\"agents\": []}";

/// The first byte of a TLS handshake record.
const HANDSHAKE: u8 = 22;

/// Creates a client of the server that trusts this authority in addition to those of the machine.
fn client(server: &TlsServer, trusted: Option<&str>) -> Client {
    let (builder, _) = impatient(&format!("https://127.0.0.1:{}", server.port));
    let trusted = trusted.map(|pem| Certificate::from_pem(pem.as_bytes()).unwrap());
    builder.api_key(KEY).http(move |http| trusted.iter().cloned().fold(http, reqwest::ClientBuilder::add_root_certificate)).build().unwrap()
}

async fn is_refused(identity: &Identity, trusted: Option<&str>) {
    for method in Method::ALL {
        let server = TlsServer::start(identity, NO_AGENTS).await;
        let error = method.call(&client(&server, trusted)).await.unwrap_err();
        REFUSED.check(&error, method, "TLS");
        let received = server.received();
        assert_eq!(received.len(), 1, "connections");
        assert_eq!(received[0].first(), Some(&HANDSHAKE));
        let text = String::from_utf8_lossy(&received[0]);
        assert!(!text.contains(KEY) && !text.contains("HTTP/1.1"), "{text}");
    }
}

#[tokio::test]
async fn fault_04_an_untrusted_certificate_is_refused() {
    let certificates = Certificates::new();
    is_refused(&certificates.good, None).await;
    is_refused(&certificates.self_signed, None).await;
    is_refused(&certificates.self_signed, Some(&certificates.ca.certificate)).await;
}

#[tokio::test]
async fn fault_04_a_certificate_for_another_host_is_refused() {
    let certificates = Certificates::new();
    is_refused(&certificates.wrong_host, Some(&certificates.ca.certificate)).await;
}

#[tokio::test]
async fn fault_04_an_expired_certificate_is_refused() {
    let certificates = Certificates::new();
    is_refused(&certificates.expired, Some(&certificates.ca.certificate)).await;
}

#[tokio::test]
async fn fault_04_an_authority_of_the_user_is_trusted() {
    let certificates = Certificates::new();
    let server = TlsServer::start(&certificates.good, NO_AGENTS).await;
    let client = client(&server, Some(&certificates.ca.certificate));
    assert!(client.agents().list().await.unwrap().is_empty());
    let received = server.received();
    assert!(received.len() == 1 && received[0][0] == HANDSHAKE);
    assert!(!String::from_utf8_lossy(&received[0]).contains(KEY), "what is sent is encrypted");
}
