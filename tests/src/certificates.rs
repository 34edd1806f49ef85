//! Valid and invalid server certificates, created for each run of the tests.

#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test may fail")]

use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};

/// An authority that no machine trusts, and the certificates that it has signed.
#[derive(Clone, Debug)]
pub struct Certificates {
    /// The authority's own certificate.
    pub ca: Identity,
    /// For this machine.
    pub good: Identity,
    /// For another host.
    pub wrong_host: Identity,
    /// For this machine, until 2021.
    pub expired: Identity,
    /// For this machine, self-signed.
    pub self_signed: Identity,
    /// As that, but marked as an authority's (CA:TRUE), as `openssl req -x509` creates them.
    pub own: Identity,
    /// As [`own`](Self::own), for another host.
    pub own_wrong_host: Identity,
    /// As [`own`](Self::own), until 2021.
    pub own_expired: Identity,
    /// For a client.
    pub client: Identity,
}

/// The certificate and the key of a server or client, in PEM.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The certificate.
    pub certificate: String,
    /// Its key.
    pub key: String,
}

const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

impl Certificates {
    /// Creates a new authority and its certificates.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "each is another")]
    pub fn new() -> Self {
        let mut authority = params("An authority of tests", &[]);
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().unwrap();
        let ca = Identity { certificate: authority.self_signed(&key).unwrap().pem(), key: key.serialize_pem() };
        let issuer = Issuer::new(authority, key);
        let signed = |params: CertificateParams| {
            let key = KeyPair::generate().unwrap();
            Identity { certificate: params.signed_by(&key, &issuer).unwrap().pem(), key: key.serialize_pem() }
        };

        let mut expired = params("This machine", &THIS_MACHINE);
        expired.not_after = date_time_ymd(2021, 1, 1);
        let alone = |params: CertificateParams| {
            let key = KeyPair::generate().unwrap();
            Identity { certificate: params.self_signed(&key).unwrap().pem(), key: key.serialize_pem() }
        };
        let own = |hosts: &[&str]| {
            let mut params = params("localhost", hosts);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.extended_key_usages.clear();
            params
        };
        let mut own_expired = own(&THIS_MACHINE);
        own_expired.not_after = date_time_ymd(2021, 1, 1);
        let mut client = params("A client", &[]);
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        Self {
            ca,
            good: signed(params("This machine", &THIS_MACHINE)),
            wrong_host: signed(params("Another host", &["elsewhere.invalid"])),
            expired: signed(expired),
            self_signed: alone(params("This machine", &THIS_MACHINE)),
            own: alone(own(&THIS_MACHINE)),
            own_wrong_host: alone(own(&["elsewhere.invalid"])),
            own_expired: alone(own_expired),
            client: signed(client),
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
