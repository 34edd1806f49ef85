//! The certificates of the TLS tests, for other languages.

use std::fs;
use std::path::{Path, PathBuf};

use agentspec_tests::{Certificates, Identity};

/// Writes them for the tests of other languages, to the folder that `AGENTSPEC_CERTIFICATES` names, else to `certificates` of Cargo's folder
/// for tests: `ca.pem`, and for each server its certificate and its key in one file.
#[test]
fn every_language_has_the_same_kinds_of_certificates() {
    let named = std::env::var_os("AGENTSPEC_CERTIFICATES").filter(|folder| !folder.is_empty());
    let folder = named.map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificates"), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    let Certificates { ca, good, wrong_host, expired, self_signed } = Certificates::new();
    fs::write(folder.join("ca.pem"), ca.certificate).unwrap();
    let servers = [("good", good), ("wrong-host", wrong_host), ("expired", expired), ("self-signed", self_signed)];
    for (name, Identity { certificate, key }) in servers {
        assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----") && key.starts_with("-----BEGIN PRIVATE KEY-----"), "{name}");
        fs::write(folder.join(format!("{name}.pem")), certificate + &key).unwrap();
    }
}
