//! Credentials that cannot be shown.

use std::fmt;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use crate::error::Error;

/// How a client proves who it is. Its `Debug` says which kind, never the value.
#[derive(Clone)]
pub(crate) enum Credential {
    ApiKey(HeaderValue),
    Token(HeaderValue),
}

impl Credential {
    pub(crate) fn api_key(key: &str, origin: &str) -> Result<Self, Error> {
        sensitive(key, key, origin).map(Self::ApiKey)
    }

    pub(crate) fn token(token: &str, origin: &str) -> Result<Self, Error> {
        sensitive(token, &format!("Bearer {token}"), origin).map(Self::Token)
    }

    /// What it is to the user.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::ApiKey(_) => "the API key",
            Self::Token(_) => "the token",
        }
    }

    /// The secret, unless it is so short that it may stand anywhere by chance.
    pub(crate) fn worth_hiding(&self) -> Option<&str> {
        let (Self::ApiKey(value) | Self::Token(value)) = self;
        let text = value.to_str().ok()?;
        Some(text.strip_prefix("Bearer ").unwrap_or(text)).filter(|secret| secret.len() >= 8)
    }

    /// Puts the credential into `headers`.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        let (name, value) = match self {
            Self::ApiKey(value) => (HeaderName::from_static("x-api-key"), value),
            Self::Token(value) => (AUTHORIZATION, value),
        };
        headers.insert(name, value.clone());
    }
}

/// `origin` names where the secret came from: the setter or the variable.
fn sensitive(secret: &str, header: &str, origin: &str) -> Result<HeaderValue, Error> {
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
            "{origin} holds {what}, which no HTTP header can: check how it was read (a file's last line break, perhaps)"
        )));
    }
    let mut value = HeaderValue::try_from(header)
        .map_err(|_| Error::configuration(format!("{origin} holds a character that no HTTP header can: check how it was read")))?;
    value.set_sensitive(true);
    Ok(value)
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
        f.write_str(match self {
            Self::ApiKey(_) => "ApiKey(…)",
            Self::Token(_) => "Token(…)",
        })
    }
}
