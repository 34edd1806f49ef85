//! Writes the certificates of the TLS tests for the tests of other languages.

use std::fs;
use std::path::{Path, PathBuf};

use agentspec_tests::{Certificates, Identity};

/// Writes them to the folder that `AGENTSPEC_CERTIFICATES` names, else to `certificates` in Cargo's folder for tests: `ca.pem`, and one file per
/// server with its certificate and its key.
#[test]
fn every_language_has_the_same_kinds_of_certificates() {
    let named = std::env::var_os("AGENTSPEC_CERTIFICATES").filter(|folder| !folder.is_empty());
    let folder = named.map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificates"), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    let Certificates { ca, good, wrong_host, expired, self_signed, own, own_wrong_host, own_expired, client } = Certificates::new();
    fs::write(folder.join("ca.pem"), ca.certificate).unwrap();
    let signed = [("good", good), ("wrong-host", wrong_host), ("expired", expired), ("client", client)];
    let alone = [("self-signed", self_signed), ("own", own), ("own-wrong-host", own_wrong_host), ("own-expired", own_expired)];
    for (name, Identity { certificate, key }) in signed.into_iter().chain(alone) {
        assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----") && key.starts_with("-----BEGIN PRIVATE KEY-----"), "{name}");
        fs::write(folder.join(format!("{name}.pem")), certificate + &key).unwrap();
    }
}
