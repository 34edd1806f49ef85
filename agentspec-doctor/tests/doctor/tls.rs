//! TLS: certificates, and a mismatch of http and https.

use std::fs;
use std::path::Path;

use agentspec_mock::MockServer;
use agentspec_tests::{Certificates, Identity, TlsServer};

use crate::doctor::{doctor, fixed_response};

const TRUST: &str = "add the signer's certificate to the system, or on Linux name its file in SSL_CERT_FILE";

async fn server(identity: &Identity) -> TlsServer {
    TlsServer::start(identity, "{\"status\": \"ok\", \"version\": \"0.1.0\"}").await
}

/// Writes a file with the authority to trust.
fn trusting(certificates: &Certificates, test: &str) -> String {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("doctor-{test}.pem"));
    fs::write(&file, &certificates.ca.certificate).unwrap();
    file.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn plain_http_behind_an_https_url_is_reported() {
    let server = MockServer::start().await;
    let secure = server.url().replace("http://", "https://");
    doctor(&secure, &[]).await.problem("tls", "this port speaks plain http", &format!("use {}", server.url()));
}

#[tokio::test]
async fn a_port_that_speaks_neither_is_reported() {
    for (answer, what, fix) in [
        ("220 mail.example.com ESMTP\r\n", "this port does not speak TLS", "give the port on which the server speaks https"),
        (
            "",
            "the server closes the connection during the TLS handshake",
            "check that this port speaks https, and that the server supports TLS 1.2 or 1.3",
        ),
    ] {
        let url = format!("https://127.0.0.1:{}", fixed_response(answer).await);
        doctor(&url, &[]).await.problem("tls", what, fix);
    }
}

#[tokio::test]
async fn https_behind_a_plain_http_url_is_reported() {
    let server = server(&Certificates::new().good).await;
    let port = server.port;
    doctor(&format!("http://localhost:{port}"), &[]).await.problem(
        "tls",
        "this port speaks https",
        &format!("use https://localhost:{port}"),
    );
}

#[tokio::test]
async fn an_untrusted_certificate_is_reported() {
    let server = server(&Certificates::new().good).await;
    doctor(&format!("https://localhost:{}", server.port), &[]).await.problem(
        "tls",
        "this machine does not trust the signer of the certificate",
        TRUST,
    );
}

/// On other systems than Linux, only the system decides which authorities are trusted.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_invalid_certificate_is_reported() {
    let certificates = Certificates::new();
    let trusted = trusting(&certificates, "bad");
    for (identity, what, fix) in [
        (&certificates.expired, "the certificate is not valid today", "renew it on the server, and check the date of this machine"),
        (&certificates.wrong_host, "the certificate is not for localhost", "use a name of the server that is in its certificate"),
        // It is trusted by name, but it is for no host.
        (&certificates.ca, "the certificate is not for localhost", "use a name of the server that is in its certificate"),
        (
            &certificates.own,
            "the certificate is a CA certificate (CA:TRUE) that is not named as the server's own",
            "name its file in SSL_CERT_FILE, or as ca_file",
        ),
    ] {
        let server = server(identity).await;
        doctor(&format!("https://localhost:{}", server.port), &[("SSL_CERT_FILE", &trusted)]).await.problem("tls", what, fix);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_trusted_certificate_is_reported() {
    let certificates = Certificates::new();
    let server = server(&certificates.good).await;
    let trusted = trusting(&certificates, "good");
    let report = doctor(&format!("https://localhost:{}", server.port), &[("SSL_CERT_FILE", &trusted)]).await;
    assert_eq!(report.of("tls"), ("ok", "the certificate is trusted".to_owned()));
    assert_eq!(report.of("health"), ("ok", "AgentSpec 0.1.0 is ok".to_owned()));
}
