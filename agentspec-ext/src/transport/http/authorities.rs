//! The certificates that the user trusts in addition to those of the system.

use std::path::Path;

use reqwest::ClientBuilder;

use super::identity::Identity;
use crate::error::Error;

/// The trusted certificates in addition to those of the system.
#[derive(Default)]
pub(super) struct Authorities {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    certificates: Vec<reqwest::Certificate>,
    /// A TLS configuration that accepts a server's own certificate if it is named. `None` uses that of the HTTP library.
    #[cfg(all(feature = "rustls", not(feature = "native-tls")))]
    explicit_trust: Option<rustls::ClientConfig>,
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
impl Authorities {
    /// Reads the certificates of a file. `has_own_tls`: the user does not configure TLS, which would be lost.
    pub(super) fn read(file: Option<&Path>, identity: &Identity, has_own_tls: bool) -> Result<Self, Error> {
        let Some(path) = file else { return Ok(Self::with(Vec::new(), &[], identity, has_own_tls)) };
        let refuse =
            |why: &str| Error::configuration(format!("ca_file {:?} {why}: give a file of PEM certificates", path.display().to_string()));
        let pem = std::fs::read(path).map_err(|error| refuse(&format!("cannot be read ({error})")))?;
        match reqwest::Certificate::from_pem_bundle(&pem) {
            Ok(certificates) if !certificates.is_empty() => Ok(Self::with(certificates, &pem, identity, has_own_tls)),
            _ => Err(refuse("contains no certificate")),
        }
    }

    #[cfg(all(feature = "rustls", not(feature = "native-tls")))]
    fn with(certificates: Vec<reqwest::Certificate>, pem: &[u8], identity: &Identity, has_own_tls: bool) -> Self {
        let explicit_trust = if has_own_tls { super::explicit_trust::config(pem, identity) } else { None };
        Self { certificates, explicit_trust }
    }

    #[cfg(feature = "native-tls")]
    fn with(certificates: Vec<reqwest::Certificate>, _pem: &[u8], _identity: &Identity, _has_own_tls: bool) -> Self {
        Self { certificates }
    }

    /// Configures a builder to trust the certificates.
    pub(super) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        let builder = self.certificates.iter().cloned().fold(builder, ClientBuilder::add_root_certificate);
        #[cfg(all(feature = "rustls", not(feature = "native-tls")))]
        if let Some(config) = &self.explicit_trust {
            return builder.tls_backend_preconfigured(config.clone());
        }
        builder
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
impl Authorities {
    pub(super) fn read(file: Option<&Path>, _identity: &Identity, _has_own_tls: bool) -> Result<Self, Error> {
        match file {
            None => Ok(Self::default()),
            Some(_) => Err(Error::configuration("ca_file is for https, which this build lacks: enable the feature rustls or native-tls")),
        }
    }

    #[expect(clippy::unused_self, reason = "with TLS there are certificates to apply")]
    pub(super) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
    }
}
