//! What is wrong with a server's certificate, where rustls says so.

use std::error::Error as StdError;

#[cfg(feature = "rustls")]
use super::transport::sources;

/// Why there is no connection.
#[cfg(not(feature = "rustls"))]
pub(super) fn refused(_error: &(dyn StdError + 'static)) -> Option<&'static str> {
    None
}

/// Why there is no connection.
#[cfg(feature = "rustls")]
pub(super) fn refused(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    use rustls::{CertificateError as Fault, OtherError};

    let rustls::Error::InvalidCertificate(fault) = sources(error).find_map(|source| held(source.downcast_ref()?))? else { return None };
    match fault {
        Fault::Expired | Fault::ExpiredContext { .. } => Some("no connection to the server: its certificate has expired"),
        Fault::NotValidYet | Fault::NotValidYetContext { .. } => Some("no connection to the server: its certificate is not valid yet"),
        Fault::NotValidForName | Fault::NotValidForNameContext { .. } => {
            Some("no connection to the server: its certificate is for another host")
        }
        Fault::UnknownIssuer | Fault::BadSignature => Some(
            "no connection to the server: its certificate is signed by nobody that is trusted; name the file of who signed it as ca_file, \
             or in SSL_CERT_FILE",
        ),
        Fault::Other(OtherError(other)) if other.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity) => Some(
            "no connection to the server: its certificate is an authority's own, which is trusted by its name alone; name its file as \
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
