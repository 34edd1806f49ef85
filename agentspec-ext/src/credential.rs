//! API keys and tokens, which no output shows.
//!
//! A client keeps one copy, which its requests share. The copy is wiped from memory when the last of them is dropped.

mod source;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

pub use self::source::CredentialSource;
pub(crate) use self::source::{Credentials, fetch};
use crate::error::Error;
use crate::secret::SecretPattern;

/// A credential that authenticates the caller: an API key or a token. Its `Debug` shows the kind and not the value.
///
/// A credential of four bytes or more is redacted if the server echoes it. Clones share one copy, which is wiped from memory when the last is dropped.
///
/// ```
/// use agentspec_ext::Credential;
///
/// let credential = Credential::token("your-token")?;
/// assert_eq!(format!("{credential:?}"), "Token(…)");
/// assert!(Credential::api_key("your-key\n").unwrap_err().is_configuration());
/// # Ok::<(), agentspec_ext::Error>(())
/// ```
#[derive(Clone)]
pub struct Credential {
    kind: Kind,
    value: HeaderValue,
    pattern: Option<Arc<SecretPattern>>,
}

#[derive(Clone, Copy)]
enum Kind {
    ApiKey,
    Token,
}

impl Credential {
    /// Creates the credential of an API key, sent as `X-API-Key`.
    ///
    /// # Errors
    /// [`is_configuration`](Error::is_configuration) if the key is empty or not valid in a header. The error does not contain the key.
    pub fn api_key(key: impl Into<String>) -> Result<Self, Error> {
        Self::api_key_of(&Zeroizing::new(key.into()), "the API key")
    }

    /// Creates the credential of a token, sent as `Authorization: Bearer`.
    ///
    /// # Errors
    /// As [`api_key`](Self::api_key).
    pub fn token(token: impl Into<String>) -> Result<Self, Error> {
        Self::token_of(&Zeroizing::new(token.into()), "the token")
    }

    pub(crate) fn api_key_of(key: &str, origin: &str) -> Result<Self, Error> {
        Self::new(Kind::ApiKey, "", key, origin)
    }

    pub(crate) fn token_of(token: &str, origin: &str) -> Result<Self, Error> {
        Self::new(Kind::Token, "Bearer ", token, origin)
    }

    /// `origin` names the source of the secret for messages: the setter or the variable.
    fn new(kind: Kind, scheme: &str, secret: &str, origin: &str) -> Result<Self, Error> {
        check(secret, origin)?;
        let header = Bytes::from_owner(Zeroizing::new([scheme, secret].concat().into_bytes()));
        let pattern = SecretPattern::new(header.slice(scheme.len()..)).map(Arc::new);
        let mut value = HeaderValue::from_maybe_shared(header).map_err(|_| {
            Error::configuration(format!("{origin} contains a character that is not allowed in an HTTP header: check how it was read"))
        })?;
        value.set_sensitive(true);
        Ok(Self { kind, value, pattern })
    }

    /// Returns the pattern that finds the credential in a text; None if it is too short.
    pub(crate) fn pattern(&self) -> Option<&Arc<SecretPattern>> {
        self.pattern.as_ref()
    }

    /// Returns the name of the credential for messages.
    pub(crate) fn name(&self) -> &'static str {
        match self.kind {
            Kind::ApiKey => "the API key",
            Kind::Token => "the token",
        }
    }

    /// Adds the credential to `headers`.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        let name = match self.kind {
            Kind::ApiKey => HeaderName::from_static("x-api-key"),
            Kind::Token => AUTHORIZATION,
        };
        headers.insert(name, self.value.clone());
    }
}

fn check(secret: &str, origin: &str) -> Result<(), Error> {
    if secret.trim().is_empty() {
        return Err(Error::configuration(format!("{origin} is empty: give a value, or leave it out")));
    }
    if secret.trim() != secret {
        return Err(Error::configuration(format!(
            "{origin} starts or ends with white space: remove it (often the last line break of a file)"
        )));
    }
    if let Some(what) = secret.chars().find_map(forbidden) {
        return Err(Error::configuration(format!(
            "{origin} contains {what}, which is not allowed in an HTTP header: check how it was read (often the last line break of a file)"
        )));
    }
    Ok(())
}

fn forbidden(letter: char) -> Option<&'static str> {
    match letter {
        '\r' | '\n' => Some("a line break"),
        '\0' => Some("a NUL"),
        ' '..='~' => None,
        letter if letter.is_control() => Some("a control character"),
        _ => Some("a character outside ASCII"),
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::ApiKey => "ApiKey(…)",
            Kind::Token => "Token(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn the_header_shares_the_copy_of_the_credential() {
        let credential = Credential::token("s3cr3t-token").unwrap();
        let mut headers = HeaderMap::new();
        credential.apply(&mut headers);
        let sent = &headers[AUTHORIZATION];
        assert_eq!((sent.as_bytes(), sent.is_sensitive()), (&b"Bearer s3cr3t-token"[..], true));
        assert_eq!(sent.as_bytes().as_ptr(), credential.value.as_bytes().as_ptr());
    }
}
