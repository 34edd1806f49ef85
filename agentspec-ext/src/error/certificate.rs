//! Explains certificate errors: of the server's certificate, reported by rustls, or of the client's, reported by the server.

use std::error::Error as StdError;

use super::chain::sources;

const CLIENT_CERT_REQUIRED: &str = "the server requires a client certificate: set client_cert to its file";
#[cfg(feature = "rustls")]
const CLIENT_CERT_REJECTED: &str =
    "the server rejects the client certificate, or requires one and received none: check the file of client_cert";

/// Returns why the server closed the connection, if the reason is the client certificate.
pub(super) fn client_problem(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    #[cfg(feature = "rustls")]
    if let Some(rustls::Error::AlertReceived(alert)) = sources(error).find_map(|source| tls_error(source.downcast_ref()?)) {
        use rustls::AlertDescription as Alert;

        return match alert {
            Alert::CertificateRequired => Some(CLIENT_CERT_REQUIRED),
            Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            // The signature of the certificate or of the client.
            | Alert::DecryptError
            | Alert::AccessDenied => Some(CLIENT_CERT_REJECTED),
            _ => None,
        };
    }
    // The text of OpenSSL.
    sources(error).any(|source| source.to_string().contains("alert certificate required")).then_some(CLIENT_CERT_REQUIRED)
}

/// Returns why the server's certificate is rejected.
#[cfg(not(feature = "rustls"))]
pub(super) fn server_problem(_error: &(dyn StdError + 'static)) -> Option<&'static str> {
    None
}

/// Returns why the server's certificate is rejected.
#[cfg(feature = "rustls")]
pub(super) fn server_problem(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    use rustls::{CertificateError as Fault, OtherError};

    let rustls::Error::InvalidCertificate(fault) = sources(error).find_map(|source| tls_error(source.downcast_ref()?))? else {
        return None;
    };
    match fault {
        Fault::Expired | Fault::ExpiredContext { .. } => Some("has expired"),
        Fault::NotValidYet | Fault::NotValidYetContext { .. } => Some("is not valid yet"),
        Fault::NotValidForName | Fault::NotValidForNameContext { .. } => Some("is for another host"),
        Fault::UnknownIssuer | Fault::BadSignature => Some(
            "is signed by an authority that is not trusted; name the file of the authority as ca_file, \
             or in SSL_CERT_FILE",
        ),
        Fault::Other(OtherError(other)) if other.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity) => Some(
            "is a CA certificate, which is trusted only if its own file is named; name it as \
             ca_file, or in SSL_CERT_FILE, and do not configure TLS in http(…)",
        ),
        _ => None,
    }
}

/// Returns the TLS error inside an I/O error, at any depth.
#[cfg(feature = "rustls")]
fn tls_error(error: &std::io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    inner.downcast_ref().or_else(|| tls_error(inner.downcast_ref()?))
}
