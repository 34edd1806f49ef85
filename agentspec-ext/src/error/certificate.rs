//! What is wrong with a certificate: the server's, where rustls says so, or the client's, where the server does.

use std::error::Error as StdError;

use super::chain::sources;

const CLIENT_CERT_REQUIRED: &str = "the server demands a client certificate: name its file as client_cert";
#[cfg(feature = "rustls")]
const CLIENT_CERT_REJECTED: &str =
    "the server does not accept the client certificate, or demands one that it was not given: check what client_cert names";

/// What a server wants that ended the connection for the want of a client certificate.
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
            // The certificate's signature, or that of the client.
            | Alert::DecryptError
            | Alert::AccessDenied => Some(CLIENT_CERT_REJECTED),
            _ => None,
        };
    }
    // As OpenSSL says it.
    sources(error).any(|source| source.to_string().contains("alert certificate required")).then_some(CLIENT_CERT_REQUIRED)
}

/// Why the server's certificate is not accepted: what it is.
#[cfg(not(feature = "rustls"))]
pub(super) fn server_problem(_error: &(dyn StdError + 'static)) -> Option<&'static str> {
    None
}

/// Why the server's certificate is not accepted: what it is.
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
            "is signed by nobody that is trusted; name the file of who signed it as ca_file, \
             or in SSL_CERT_FILE",
        ),
        Fault::Other(OtherError(other)) if other.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity) => Some(
            "is an authority's own, which is trusted by its name alone; name its file as \
             ca_file, or in SSL_CERT_FILE, and leave TLS to this client",
        ),
        _ => None,
    }
}

/// The error of TLS in an error of the connection, however deep.
#[cfg(feature = "rustls")]
fn tls_error(error: &std::io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    inner.downcast_ref().or_else(|| tls_error(inner.downcast_ref()?))
}
