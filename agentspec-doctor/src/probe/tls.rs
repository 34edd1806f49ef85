//! Finds why TLS failed. The possible TLS libraries share no error type, so their texts are compared.

use std::error::Error as _;
use std::iter;

use agentspec_ext::Error;

use crate::finding::Advice;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Refusal {
    /// The other side does not speak TLS.
    NoTls,
    Untrusted,
    Expired,
    WrongHost,
    /// The certificate is a CA certificate.
    Signer,
    Other,
}

/// Texts of rustls, OpenSSL and the verifiers of the platforms, the most specific first.
const WORDS: [(&str, Refusal); 14] = [
    ("invalidcontenttype", Refusal::NoTls),
    ("wrong version number", Refusal::NoTls),
    ("packet length too long", Refusal::NoTls),
    ("expired", Refusal::Expired),
    ("not valid yet", Refusal::Expired),
    ("not valid for name", Refusal::WrongHost),
    ("hostname mismatch", Refusal::WrongHost),
    ("unknownissuer", Refusal::Untrusted),
    ("causedasendentity", Refusal::Signer),
    ("local issuer", Refusal::Untrusted),
    ("self-signed", Refusal::Untrusted),
    ("self signed", Refusal::Untrusted),
    ("not trusted", Refusal::Untrusted),
    ("certificate", Refusal::Other),
];

impl Refusal {
    pub(super) fn of(error: &Error) -> Option<Self> {
        let texts: Vec<_> =
            iter::successors(error.source(), |&source| source.source()).map(|source| source.to_string().to_lowercase()).collect();
        WORDS.iter().find(|(words, _)| texts.iter().any(|text| text.contains(words))).map(|(_, refusal)| *refusal)
    }

    pub(super) fn is_of_certificate(self) -> bool {
        self != Self::NoTls
    }

    pub(super) fn advice(self, host: &str) -> Advice {
        match self {
            Self::NoTls => Advice::new("this port does not speak TLS", "give the port on which the server speaks https"),
            Self::Untrusted => Advice::new(
                "this machine does not trust the signer of the certificate",
                "add the signer's certificate to the system, or on Linux name its file in SSL_CERT_FILE",
            ),
            Self::Expired => {
                Advice::new("the certificate is not valid today", "renew it on the server, and check the date of this machine")
            }
            Self::WrongHost => {
                Advice::new(format!("the certificate is not for {host}"), "use a name of the server that is in its certificate")
            }
            Self::Signer => Advice::new(
                "the certificate is a CA certificate (CA:TRUE) that is not named as the server's own",
                "name its file in SSL_CERT_FILE, or as ca_file",
            ),
            Self::Other => Advice::new("the certificate is refused", "check it with the server's operator"),
        }
    }
}
