//! Certificates of servers, good and bad, made anew for each run of the tests.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};

/// An authority that no machine trusts, and what it has signed.
pub(crate) struct Certificates {
    /// The authority's own certificate.
    pub(crate) ca: String,
    /// For this machine.
    pub(crate) good: Identity,
    /// For another host.
    pub(crate) wrong_host: Identity,
    /// For this machine, until 2021.
    pub(crate) expired: Identity,
    /// For this machine, and signed by nobody else.
    pub(crate) self_signed: Identity,
}

/// Who a server says it is, in PEM.
pub(crate) struct Identity {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

impl Certificates {
    pub(crate) fn new() -> Self {
        let mut authority = params("An authority of tests", &[]);
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().unwrap();
        let ca = authority.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(authority, key);
        let signed = |params: CertificateParams| {
            let key = KeyPair::generate().unwrap();
            Identity { certificate: params.signed_by(&key, &issuer).unwrap().pem(), key: key.serialize_pem() }
        };

        let mut expired = params("This machine", &THIS_MACHINE);
        expired.not_after = date_time_ymd(2021, 1, 1);
        let own = KeyPair::generate().unwrap();
        let self_signed = params("This machine", &THIS_MACHINE).self_signed(&own).unwrap().pem();
        Self {
            ca,
            good: signed(params("This machine", &THIS_MACHINE)),
            wrong_host: signed(params("Another host", &["elsewhere.invalid"])),
            expired: signed(expired),
            self_signed: Identity { certificate: self_signed, key: own.serialize_pem() },
        }
    }
}

fn params(name: &str, hosts: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::new(hosts.iter().map(|&host| host.to_owned()).collect::<Vec<_>>()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2020, 1, 1);
    params.use_authority_key_identifier_extension = true;
    if !hosts.is_empty() {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    }
    params
}

/// Writes them for the tests of other languages, to the folder that `AGENTSPEC_CERTIFICATES` names, else to `certificates` of Cargo's folder
/// for tests: `ca.pem`, and for each server its certificate and its key in one file.
#[test]
fn every_language_has_the_same_kinds_of_certificates() {
    let named = std::env::var_os("AGENTSPEC_CERTIFICATES").filter(|folder| !folder.is_empty());
    let folder = named.map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificates"), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    let Certificates { ca, good, wrong_host, expired, self_signed } = Certificates::new();
    fs::write(folder.join("ca.pem"), ca).unwrap();
    let servers = [("good", good), ("wrong-host", wrong_host), ("expired", expired), ("self-signed", self_signed)];
    for (name, Identity { certificate, key }) in servers {
        assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----") && key.starts_with("-----BEGIN PRIVATE KEY-----"), "{name}");
        fs::write(folder.join(format!("{name}.pem")), certificate + &key).unwrap();
    }
}
