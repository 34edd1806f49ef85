//! Why TLS was refused. The libraries that may be in use share no type for it, so their words are read.

use std::error::Error as _;
use std::iter;

use agentspec_ext::Error;

use crate::report::Advice;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Refusal {
    /// The other side answers with something else.
    NoTls,
    Untrusted,
    Expired,
    WrongHost,
    /// It is one that signs others.
    Signer,
    Other,
}

/// Words of rustls, OpenSSL and the platforms' verifiers, the more telling first.
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
        let said: Vec<_> =
            iter::successors(error.source(), |&source| source.source()).map(|source| source.to_string().to_lowercase()).collect();
        WORDS.iter().find(|(words, _)| said.iter().any(|said| said.contains(words))).map(|(_, refusal)| *refusal)
    }

    pub(super) fn is_of_certificate(self) -> bool {
        self != Self::NoTls
    }

    pub(super) fn advice(self, host: &str) -> Advice {
        match self {
            Self::NoTls => Advice::new("this port does not speak TLS", "give the port on which the server speaks https"),
            Self::Untrusted => Advice::new(
                "the certificate is of nobody whom this machine trusts",
                "add the one who signed it to the certificates of the system, or on Linux name a file with it in SSL_CERT_FILE",
            ),
            Self::Expired => {
                Advice::new("the certificate is not valid today", "renew it on the server, and check the date of this machine")
            }
            Self::WrongHost => {
                Advice::new(format!("the certificate is not of {host}"), "use a name of the server that is in its certificate")
            }
            Self::Signer => Advice::new(
                "the certificate is one that signs others (CA:TRUE), and nobody names it as the server's own",
                "name a file with it in SSL_CERT_FILE, or as ca_file",
            ),
            Self::Other => Advice::new("the certificate is refused", "check it with the server's operator"),
        }
    }
}
