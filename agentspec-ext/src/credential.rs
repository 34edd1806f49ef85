//! Credentials that cannot be shown.
//!
//! A client keeps one copy, which its requests share and which is wiped with the last of them.

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

/// What proves to the server who asks: an API key or a token. Its `Debug` says which kind, never the value.
///
/// One of four bytes or more is hidden where the server says it back. A clone shares the copy, which is wiped with the last of them.
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
    /// A key, sent as `X-API-Key`.
    ///
    /// # Errors
    /// [`is_configuration`](Error::is_configuration): it is empty, or no header can hold it. The error does not show it.
    pub fn api_key(key: impl Into<String>) -> Result<Self, Error> {
        Self::api_key_of(&Zeroizing::new(key.into()), "the API key")
    }

    /// A token, sent as `Authorization: Bearer`.
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

    /// `origin` names where the secret came from: the setter or the variable.
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

    /// What it is to the user.
    /// What finds it in a text; None where it is too short to be told from a word.
    pub(crate) fn pattern(&self) -> Option<&Arc<SecretPattern>> {
        self.pattern.as_ref()
    }

    pub(crate) fn name(&self) -> &'static str {
        match self.kind {
            Kind::ApiKey => "the API key",
            Kind::Token => "the token",
        }
    }

    /// Puts the credential into `headers`.
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
            "{origin} starts or ends with white space: take it off (a file's last line break, perhaps)"
        )));
    }
    if let Some(what) = secret.chars().find_map(forbidden) {
        return Err(Error::configuration(format!(
            "{origin} contains {what}, which is not allowed in an HTTP header: check how it was read (a file's last line break, perhaps)"
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
    fn what_is_sent_is_the_copy_that_is_kept() {
        let credential = Credential::token("s3cr3t-token").unwrap();
        let mut headers = HeaderMap::new();
        credential.apply(&mut headers);
        let sent = &headers[AUTHORIZATION];
        assert_eq!((sent.as_bytes(), sent.is_sensitive()), (&b"Bearer s3cr3t-token"[..], true));
        assert_eq!(sent.as_bytes().as_ptr(), credential.value.as_bytes().as_ptr());
    }
}
