//! A server's self-signed certificate that claims to be an authority's: row 47. It is accepted if the user names it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use agentspec_ext::{ClientBuilder, Error, ErrorKind, Outcome, blocking};
use agentspec_tests::{Certificates, Identity, TlsServer, impatient};
use reqwest::Certificate;

use crate::run::on_a_thread;

const NO_AGENTS: &str = "{\"agents\": []}";
const EXPIRED: &str = "its certificate has expired";
const WRONG_HOST: &str = "its certificate is for another host";
const UNKNOWN: &str = "its certificate is signed by an authority that is not trusted; name the file of the authority as \
                       ca_file, or in SSL_CERT_FILE";
const NOT_NAMED: &str = "its certificate is a CA certificate, which is trusted only if its own file is named; name it as \
                         ca_file, or in SSL_CERT_FILE, and do not configure TLS in http(…)";

/// Returns the result of both clients with a server, by each of its names.
async fn listed(identity: &Identity, set: impl Fn(ClientBuilder) -> ClientBuilder + Sync) -> Result<(), Error> {
    let server = TlsServer::start(identity, NO_AGENTS).await;
    let mut last = Ok(());
    for host in ["127.0.0.1", "localhost"] {
        let builder = || set(impatient(&format!("https://{host}:{}", server.port)).0);
        let result = builder().build().unwrap().agents().list().await;
        let other = on_a_thread(|| blocking::ClientBuilder::from(builder()).build().unwrap().agents().list().call());
        let key = |error: &Error| (error.kind(), error.outcome(), error.attempts(), message(error).to_owned());
        assert_eq!(result.as_ref().map(|agents| agents.len()).map_err(key), other.as_ref().map(|agents| agents.len()).map_err(key));
        last = result.map(drop);
    }
    assert_eq!(server.received().len(), 4, "one request each");
    last
}

/// Returns the message after the address, which differs between the clients.
fn message(error: &Error) -> &str {
    error.message().strip_prefix("no connection to ").and_then(|rest| Some(rest.split_once(": ")?.1)).unwrap_or(error.message())
}

async fn is_refused(identity: &Identity, set: impl Fn(ClientBuilder) -> ClientBuilder + Sync, expected: &str) {
    let error = listed(identity, set).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), message(&error)), (ErrorKind::Connect, Outcome::NotSent, expected), "{error:?}");
}

/// Writes a file of these certificates, which no other test uses.
fn file(test: &str, identities: &[&Identity]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.pem"));
    fs::write(&path, identities.iter().map(|identity| identity.certificate.as_str()).collect::<String>()).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_47_a_certificate_that_the_user_names_is_accepted() {
    let Certificates { own, ca, good, .. } = Certificates::new();
    let path = file("named", &[&ca, &own]);
    listed(&own, |builder| builder.ca_file(&path)).await.unwrap();
    listed(&good, |builder| builder.ca_file(&path)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_47_a_certificate_that_the_environment_names_is_accepted() {
    const THIS: &str = "named_certificates::fault_47_a_certificate_that_the_environment_names_is_accepted";
    const PORT: &str = "AGENTSPEC_TEST_TLS_PORT";
    if let Ok(port) = std::env::var(PORT) {
        let builder = || impatient(&format!("https://localhost:{port}")).0;
        assert!(builder().build().unwrap().agents().list().await.unwrap().is_empty());
        let listed = on_a_thread(|| blocking::ClientBuilder::from(builder()).build().unwrap().agents().list().call());
        assert!(listed.unwrap().is_empty());
        return;
    }
    let Certificates { own, ca, .. } = Certificates::new();
    let server = TlsServer::start(&own, NO_AGENTS).await;
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", THIS]).env("SSL_CERT_FILE", file("of-environment", &[&own, &ca])).env(PORT, server.port.to_string());
    let output = tokio::task::spawn_blocking(move || again.output().unwrap()).await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    assert_eq!(server.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_47_a_named_certificate_is_accepted_for_its_own_host_only() {
    let Certificates { own_wrong_host, .. } = Certificates::new();
    let path = file("wrong-host", &[&own_wrong_host]);
    is_refused(&own_wrong_host, |builder| builder.ca_file(&path), WRONG_HOST).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_47_a_named_certificate_must_not_have_expired() {
    let Certificates { own_expired, .. } = Certificates::new();
    let path = file("expired", &[&own_expired]);
    is_refused(&own_expired, |builder| builder.ca_file(&path), EXPIRED).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_47_a_certificate_that_is_not_named_is_refused() {
    let (Certificates { own, ca, .. }, other) = (Certificates::new(), Certificates::new());
    // The same names and dates; another key.
    let path = file("another", &[&other.own, &ca]);
    is_refused(&own, |builder| builder.ca_file(&path), NOT_NAMED).await;
    is_refused(&own, |builder| builder, NOT_NAMED).await;
    is_refused(&other.good, |builder| builder.ca_file(&path), UNKNOWN).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_47_with_http_the_tls_of_the_library_uses_the_authorities_of_ca_file() {
    let Certificates { own, ca, good, .. } = Certificates::new();
    let path = file("beside-http", &[&own, &ca]);
    listed(&good, |builder| builder.ca_file(&path).http(|http| http)).await.unwrap();
    let authority = Certificate::from_pem(ca.certificate.as_bytes()).unwrap();
    listed(&good, |builder| {
        let authority = authority.clone();
        builder.http(move |http| http.add_root_certificate(authority.clone()))
    })
    .await
    .unwrap();
    is_refused(&own, |builder| builder.ca_file(&path).http(|http| http), NOT_NAMED).await;
}

#[test]
fn fault_47_a_file_without_certificates_is_refused_by_its_name() {
    for (name, problem) in [("not-there", "cannot be read"), ("empty", "contains no certificate")] {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pem"));
        if name == "empty" {
            fs::write(&path, "no PEM").unwrap();
        }
        let error = impatient("https://localhost").0.ca_file(&path).build().unwrap_err();
        assert!(error.is_configuration() && error.message().starts_with("ca_file ") && error.message().contains(problem), "{error}");
    }
}
