//! TLS: certificates, and plain http where https is spoken.

use std::fs;
use std::path::Path;

use agentspec_mock::MockServer;
use agentspec_tests::{Certificates, Identity, TlsServer};

use crate::doctor::{blurting, doctor};

const TRUST: &str = "add the one who signed it to the certificates of the system, or on Linux name a file with it in SSL_CERT_FILE";

async fn server(identity: &Identity) -> TlsServer {
    TlsServer::start(identity, "{\"status\": \"ok\", \"version\": \"0.1.0\"}").await
}

/// A file with the authority that is to be trusted.
fn trusting(certificates: &Certificates, test: &str) -> String {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("doctor-{test}.pem"));
    fs::write(&file, &certificates.ca.certificate).unwrap();
    file.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn plain_http_where_the_url_says_https_is_told() {
    let server = MockServer::start().await;
    let secure = server.url().replace("http://", "https://");
    doctor(&secure, &[]).await.problem("tls", "this port speaks plain http", &format!("use {}", server.url()));
}

#[tokio::test]
async fn what_speaks_neither_is_told() {
    for (answer, what, fix) in [
        ("220 mail.example.com ESMTP\r\n", "this port does not speak TLS", "give the port on which the server speaks https"),
        (
            "",
            "the server breaks off before TLS is agreed on",
            "check that this port speaks https, and which versions of TLS the server has: 1.2 or 1.3 is needed",
        ),
    ] {
        let url = format!("https://127.0.0.1:{}", blurting(answer).await);
        doctor(&url, &[]).await.problem("tls", what, fix);
    }
}

#[tokio::test]
async fn https_where_the_url_says_plain_http_is_told() {
    let server = server(&Certificates::new().good).await;
    let port = server.port;
    doctor(&format!("http://localhost:{port}"), &[]).await.problem(
        "tls",
        "this port speaks https",
        &format!("use https://localhost:{port}"),
    );
}

#[tokio::test]
async fn a_certificate_that_nobody_here_trusts_is_told() {
    let server = server(&Certificates::new().good).await;
    doctor(&format!("https://localhost:{}", server.port), &[]).await.problem(
        "tls",
        "the certificate is of nobody whom this machine trusts",
        TRUST,
    );
}

/// Elsewhere than on Linux, the system alone says who is trusted.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_certificate_that_is_not_as_it_should_be_is_told() {
    let certificates = Certificates::new();
    let trusted = trusting(&certificates, "bad");
    for (identity, what, fix) in [
        (&certificates.expired, "the certificate is not valid today", "renew it on the server, and check the date of this machine"),
        (&certificates.wrong_host, "the certificate is not of localhost", "use a name of the server that is in its certificate"),
        // It is trusted, by its name alone; but it is for no host.
        (&certificates.ca, "the certificate is not of localhost", "use a name of the server that is in its certificate"),
        (
            &certificates.own,
            "the certificate is one that signs others (CA:TRUE), and nobody names it as the server's own",
            "name a file with it in SSL_CERT_FILE, or as ca_file",
        ),
    ] {
        let server = server(identity).await;
        doctor(&format!("https://localhost:{}", server.port), &[("SSL_CERT_FILE", &trusted)]).await.problem("tls", what, fix);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_certificate_that_is_trusted_is_told() {
    let certificates = Certificates::new();
    let server = server(&certificates.good).await;
    let trusted = trusting(&certificates, "good");
    let told = doctor(&format!("https://localhost:{}", server.port), &[("SSL_CERT_FILE", &trusted)]).await;
    assert_eq!(told.of("tls"), ("ok", "the certificate is trusted".to_owned()));
    assert_eq!(told.of("health"), ("ok", "AgentSpec 0.1.0 is ok".to_owned()));
}
