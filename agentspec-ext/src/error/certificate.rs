//! What is wrong with a server's certificate, where rustls says so.

use std::error::Error as StdError;

#[cfg(feature = "rustls")]
use super::chain::sources;

/// Why the server's certificate is not accepted: what it is.
#[cfg(not(feature = "rustls"))]
pub(super) fn refused(_error: &(dyn StdError + 'static)) -> Option<&'static str> {
    None
}

/// Why the server's certificate is not accepted: what it is.
#[cfg(feature = "rustls")]
pub(super) fn refused(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    use rustls::{CertificateError as Fault, OtherError};

    let rustls::Error::InvalidCertificate(fault) = sources(error).find_map(|source| held(source.downcast_ref()?))? else { return None };
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
fn held(error: &std::io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    inner.downcast_ref().or_else(|| held(inner.downcast_ref()?))
}
