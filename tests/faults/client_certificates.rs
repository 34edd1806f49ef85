//! A server that requires a client certificate: row 4, with the roles swapped.

use std::fs;
use std::path::{Path, PathBuf};

use agentspec_ext::{ClientBuilder, Error, ErrorKind, Outcome, blocking};
use agentspec_tests::{Certificates, Identity, TLS12, TLS13, TlsServer, Versions, impatient};

use crate::run::on_a_thread;

const NO_AGENTS: &str = "{\"agents\": []}";
const NEWEST: Versions = &[&TLS13];
const VERSIONS: [Versions; 2] = [&[&TLS12], NEWEST];

/// Writes a file that no other test uses.
fn file(test: &str, pem: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("client-{test}.pem"));
    fs::write(&path, pem).unwrap();
    path
}

fn whole(identity: &Identity) -> String {
    format!("{}{}", identity.certificate, identity.key)
}

/// Returns the results of both clients with a server that requires a certificate of the authority.
async fn list(
    server: &Identity,
    authority: &Identity,
    versions: Versions,
    set: impl Fn(ClientBuilder) -> ClientBuilder + Sync,
) -> Vec<Result<usize, Error>> {
    let server = TlsServer::demanding(server, NO_AGENTS, versions, authority).await;
    let builder = || set(impatient(&format!("https://localhost:{}", server.port)).0);
    let listed = builder().build().unwrap().agents().list().await.map(|agents| agents.len());
    let blocked: Result<_, Error> = on_a_thread(|| blocking::ClientBuilder::from(builder()).build().unwrap().agents().list().call());
    let results = vec![listed, blocked.map(|agents| agents.len())];
    assert_eq!(server.received().len(), 2, "one request each: {results:?}");
    results
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_04_a_server_that_requires_a_client_certificate_gets_it() {
    let Certificates { ca, good, own, client, .. } = Certificates::new();
    // A certificate that is trusted by name uses our own TLS, one of an authority may use the library's.
    for (server, trusted) in [(&good, &ca), (&own, &own)] {
        let trusted = file("trusted", &trusted.certificate);
        let (both, certificate, key) = (file("both", &whole(&client)), file("cert", &client.certificate), file("key", &client.key));
        let sets: [&(dyn Fn(ClientBuilder) -> ClientBuilder + Sync); 2] =
            [&|builder| builder.client_cert(&both), &|builder| builder.client_cert(&certificate).client_key(&key)];
        for (set, versions) in sets.into_iter().zip(VERSIONS) {
            let results = list(server, &ca, versions, |builder| set(builder.ca_file(&trusted))).await;
            assert_eq!((results[0].as_ref().unwrap(), results[1].as_ref().unwrap()), (&0, &0));
        }
    }
    let (trusted, both) = (file("trusted-http", &ca.certificate), file("both-http", &whole(&client)));
    let results = list(&good, &ca, NEWEST, |builder| builder.ca_file(&trusted).client_cert(&both).http(|http| http)).await;
    assert_eq!(results[0].as_ref().unwrap(), &0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_04_the_error_names_a_server_that_requires_a_client_certificate() {
    let Certificates { ca, good, .. } = Certificates::new();
    let trusted = file("trusted-none", &ca.certificate);
    for versions in VERSIONS {
        for result in list(&good, &ca, versions, |builder| builder.ca_file(&trusted)).await {
            let error = result.unwrap_err();
            assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Connect, Outcome::NotSent, 1), "{error:?}");
            assert!(error.message().contains("requires a client certificate") && error.message().contains("client_cert"), "{error}");
        }
    }
    let server = TlsServer::demanding(&good, NO_AGENTS, NEWEST, &ca).await;
    let client = impatient(&format!("https://localhost:{}", server.port)).0.ca_file(&trusted).build().unwrap();
    for _ in 0..30 {
        let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent), "{error:?}");
        assert!(error.message().contains("requires a client certificate"), "{error}");
    }
    // The HTTP library does not report whether the server had responded on the connection before, nor always why the connection ended.
    let client = impatient(&format!("https://localhost:{}", server.port)).0.ca_file(&trusted).http(|http| http).build().unwrap();
    let error = client.agents().list().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::Unknown), "{error:?}");
    assert!(error.message().contains("requires a client certificate"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_04_the_error_names_a_client_certificate_of_another_authority() {
    let (Certificates { ca, good, .. }, other) = (Certificates::new(), Certificates::new());
    let (trusted, both) = (file("trusted-other", &ca.certificate), file("other", &whole(&other.client)));
    for versions in VERSIONS {
        for result in list(&good, &ca, versions, |builder| builder.ca_file(&trusted).client_cert(&both)).await {
            let error = result.unwrap_err();
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 1), "{error:?}");
            assert!(error.message().contains("rejects the client certificate"), "{error}");
        }
    }
}

#[test]
fn fault_04_a_file_without_a_client_certificate_is_refused_by_its_name() {
    let Certificates { client, good, .. } = Certificates::new();
    let [certificate, key, both] =
        [("f-cert", &client.certificate), ("f-key", &client.key), ("f-both", &whole(&client))].map(|(name, pem)| file(name, pem));
    let (other, empty) = (file("f-other", &good.key), file("f-empty", "no PEM"));
    let encrypted = file("f-encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----END ENCRYPTED PRIVATE KEY-----\n");
    let missing = PathBuf::from("/nowhere/client.pem");
    for (cert, key, message) in [
        (&missing, None, "cannot be read"),
        (&empty, None, "contains no PEM certificate"),
        (&key, None, "contains no PEM certificate"),
        (&certificate, None, "contains no PEM private key: name the file of the key too"),
        (&certificate, Some(&empty), "contains no PEM private key"),
        (&certificate, Some(&missing), "cannot be read"),
        (&certificate, Some(&encrypted), "contains an encrypted key"),
        (&certificate, Some(&other), "contains a key that is invalid or belongs to another certificate"),
    ] {
        let builder = impatient("https://localhost").0.client_cert(cert);
        let error = match key {
            Some(key) => builder.client_key(key),
            None => builder,
        };
        let error = error.build().unwrap_err();
        let path = key.unwrap_or(cert).display().to_string();
        assert!(error.is_configuration() && error.message().starts_with("client_cert: the file "), "{error}");
        assert!(error.message().contains(message) && error.message().contains(&path), "{message}: {error}");
    }
    let error = impatient("https://localhost").0.client_key(&key).build().unwrap_err();
    assert!(error.is_configuration() && error.message().starts_with("client_key is set without client_cert"), "{error}");
    impatient("https://localhost").0.client_cert(&both).build().unwrap();
}
