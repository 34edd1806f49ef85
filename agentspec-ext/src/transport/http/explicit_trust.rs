//! A TLS configuration of rustls that accepts a server's own certificate if the user names it, as other TLS libraries do.
//!
//! rustls rejects a server certificate that is a CA certificate, and `openssl req -x509` creates no others. Everything else is left to the platform's
//! verifier.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ALL_VERSIONS, CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::identity::Identity;

/// Returns the TLS configuration of a client that trusts these PEM certificates and those of `SSL_CERT_FILE`, and presents `identity`.
///
/// `None` if no certificate is named, or the platform has no verifier for them: then the HTTP library reports the problem.
pub(super) fn config(pem: &[u8], identity: &Identity) -> Option<ClientConfig> {
    let extra = certificates(pem);
    // The platform's verifier reads this file too. Here it is read to know which certificates are named.
    let from_environment = std::env::var_os("SSL_CERT_FILE").and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
    let named: Vec<_> = extra.iter().cloned().chain(certificates(&from_environment)).collect();
    if named.is_empty() {
        return None;
    }
    let provider = provider();
    let platform = verifier(extra, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(ALL_VERSIONS).ok()?;
    let verifier = Arc::new(ExplicitTrust { platform, named });
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    let mut config = match identity.chain_and_key() {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).ok()?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = if cfg!(feature = "http2") { vec![b"h2".to_vec(), b"http/1.1".to_vec()] } else { vec![b"http/1.1".to_vec()] };
    Some(config)
}

pub(super) fn provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()))
}

/// Returns the certificates that can be parsed.
pub(super) fn certificates(pem: &[u8]) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).collect()
}

#[cfg(any(all(unix, not(target_os = "android")), windows))]
fn verifier(extra: Vec<CertificateDer<'static>>, provider: &Arc<CryptoProvider>) -> Option<Verifier> {
    Verifier::new_with_extra_roots(extra, Arc::clone(provider)).ok()
}

#[cfg(not(any(all(unix, not(target_os = "android")), windows)))]
fn verifier(extra: Vec<CertificateDer<'static>>, provider: &Arc<CryptoProvider>) -> Option<Verifier> {
    if extra.is_empty() { Verifier::new(Arc::clone(provider)).ok() } else { None }
}

/// The platform's verifier, and the explicitly trusted certificates.
#[derive(Debug)]
struct ExplicitTrust {
    platform: Verifier,
    named: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for ExplicitTrust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match self.platform.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // The platform has checked the dates before, and rejects an expired certificate for that reason.
            Err(error) if is_ca_certificate(&error) && self.named.iter().any(|named| named == end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            judged => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.platform.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.platform.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.platform.supported_verify_schemes()
    }
}

/// Returns whether the only problem is that the server uses a CA certificate as its own.
fn is_ca_certificate(error: &rustls::Error) -> bool {
    let rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(error))) = error else { return false };
    error.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity)
}
