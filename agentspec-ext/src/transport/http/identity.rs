//! The certificate that authenticates the client to a server that requires one.

use std::path::Path;

use reqwest::ClientBuilder;

use crate::error::Error;

/// The identity of the client; none by default.
#[derive(Default)]
pub(super) struct Identity {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    library: Option<reqwest::Identity>,
    #[cfg(all(feature = "rustls", not(feature = "native-tls")))]
    rustls: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
}

#[cfg(all(feature = "rustls", not(feature = "native-tls")))]
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
#[cfg(any(feature = "rustls", feature = "native-tls"))]
use zeroize::Zeroizing;

/// The contents of PEM files.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
struct Pem {
    chain: Zeroizing<Vec<u8>>,
    key: Zeroizing<Vec<u8>>,
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
impl Identity {
    pub(super) fn read(cert: Option<&Path>, key: Option<&Path>) -> Result<Self, Error> {
        let Some(cert) = cert else {
            return match key {
                None => Ok(Self::default()),
                Some(_) => Err(Error::configuration("client_key is set without client_cert: name the file of its certificate too")),
            };
        };
        let refuse = |path: &Path, why: &str| Error::configuration(format!("client_cert: the file {:?} {why}", path.display().to_string()));
        let read = |path: &Path| match std::fs::read(path) {
            Ok(pem) => Ok(Zeroizing::new(pem)),
            Err(error) => Err(refuse(path, &format!("cannot be read ({error}): give a PEM file"))),
        };
        let chain = read(cert)?;
        let (key, key_path) = match key {
            Some(path) => (read(path)?, path),
            None => (chain.clone(), cert),
        };
        if memchr::memmem::find(&chain, b"-----BEGIN CERTIFICATE-----").is_none() {
            return Err(refuse(cert, "contains no PEM certificate"));
        }
        if memchr::memmem::find(&key, b"ENCRYPTED").is_some() {
            return Err(refuse(key_path, "contains an encrypted key: decrypt it, for example with `openssl pkey`"));
        }
        if memchr::memmem::find(&key, b"PRIVATE KEY-----").is_none() {
            return Err(refuse(key_path, "contains no PEM private key: name the file of the key too"));
        }
        Self::of(&Pem { chain, key }).ok_or_else(|| refuse(key_path, "contains a key that is invalid or belongs to another certificate"))
    }

    #[cfg(feature = "native-tls")]
    fn of(pem: &Pem) -> Option<Self> {
        Some(Self { library: Some(reqwest::Identity::from_pkcs8_pem(&pem.chain, &pem.key).ok()?) })
    }

    #[cfg(all(feature = "rustls", not(feature = "native-tls")))]
    fn of(pem: &Pem) -> Option<Self> {
        let chain = super::explicit_trust::certificates(&pem.chain);
        let key = PrivateKeyDer::from_pem_slice(&pem.key).ok()?;
        rustls::sign::CertifiedKey::from_der(chain.clone(), key.clone_key(), &super::explicit_trust::provider()).ok()?;
        let both = Zeroizing::new([&**pem.key, b"\n", &**pem.chain].concat());
        let library = if pem.key == pem.chain { &pem.chain } else { &both };
        Some(Self { library: Some(reqwest::Identity::from_pem(library).ok()?), rustls: Some((chain, key)) })
    }

    /// Configures a builder to present the identity.
    pub(super) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        match &self.library {
            Some(identity) => builder.identity(identity.clone()),
            None => builder,
        }
    }

    #[cfg(all(feature = "rustls", not(feature = "native-tls")))]
    pub(super) fn chain_and_key(&self) -> Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
        self.rustls.as_ref().map(|(chain, key)| (chain.clone(), key.clone_key()))
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
impl Identity {
    pub(super) fn read(cert: Option<&Path>, key: Option<&Path>) -> Result<Self, Error> {
        match cert.or(key) {
            None => Ok(Self::default()),
            Some(_) => {
                Err(Error::configuration("client_cert is for https, which this build lacks: enable the feature rustls or native-tls"))
            }
        }
    }

    #[expect(clippy::unused_self, reason = "with TLS there is an identity to apply")]
    pub(super) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
    }
}
