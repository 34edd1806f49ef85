//! Checks credentials. No message contains anything of a request.

use std::{borrow::Cow, fmt};

use http::{HeaderMap, HeaderValue, header};

use crate::api::error::ApiError;

const MISSING: &str = "Credentials are required: send the header X-API-Key: <key> or Authorization: Bearer <token>.";
const UNKNOWN_KEY: &str = "The API key is not known: send X-API-Key with a key of this server, or Authorization: Bearer <token>.";
const UNKNOWN_TOKEN: &str = "The bearer token is not known: send Authorization: Bearer with a token of this server, or X-API-Key: <key>.";

/// The caller of a request: the index of its key or token, never the credential itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    Anyone,
    Key(usize),
    Token(usize),
}

/// The accepted keys and tokens. Without any, every caller is accepted.
#[derive(Clone, Default)]
pub(crate) struct Access {
    pub(crate) api_keys: Vec<String>,
    pub(crate) tokens: Vec<String>,
}

impl Access {
    pub(crate) fn is_open(&self) -> bool {
        self.api_keys.is_empty() && self.tokens.is_empty()
    }

    /// Returns the caller of a request with these headers. One valid credential is enough.
    ///
    /// # Errors
    ///
    /// A 401 if there is no valid credential.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<Caller, ApiError> {
        if self.is_open() {
            return Ok(Caller::Anyone);
        }
        let key = headers.get("x-api-key");
        let authorization = headers.get(header::AUTHORIZATION);
        let token = authorization.and_then(bearer);
        let place = |known: &[String], given: &[u8]| known.iter().position(|known| known.as_bytes() == given);
        let known_key = key.and_then(|key| place(&self.api_keys, key.as_bytes())).map(Caller::Key);
        let known_token = token.and_then(|token| place(&self.tokens, token)).map(Caller::Token);
        known_key.or(known_token).ok_or_else(|| {
            ApiError::unauthorized(match (key, token) {
                (Some(_), _) => UNKNOWN_KEY,
                (None, Some(_)) => UNKNOWN_TOKEN,
                (None, None) => MISSING,
            })
        })
    }
}

impl Access {
    /// Returns the caller as the public runtime finds it: the value of `X-API-Key`, else of `Authorization: Bearer`, is one of the keys and
    /// tokens.
    ///
    /// # Errors
    ///
    /// The message of a 401.
    pub(crate) fn check_either(&self, headers: &HeaderMap) -> Result<Caller, &'static str> {
        if self.is_open() {
            return Ok(Caller::Anyone);
        }
        let key = headers.get("x-api-key").map(HeaderValue::as_bytes).filter(|key| !key.is_empty());
        let given = key.or_else(|| headers.get(header::AUTHORIZATION).and_then(bearer)).ok_or("Missing API key")?;
        let place = |known: &[String]| known.iter().position(|known| known.as_bytes() == given);
        let caller = place(&self.api_keys).map(Caller::Key).or_else(|| place(&self.tokens).map(Caller::Token));
        caller.ok_or("Invalid API key")
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Access({} keys, {} tokens)", self.api_keys.len(), self.tokens.len())
    }
}

/// Returns the token of `Bearer <token>`. The scheme is case-insensitive (RFC 9110, section 11.1).
fn bearer(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, token) = value.as_bytes().split_at_checked("bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// Replaces a credential.
const REDACTED: &str = "[redacted]";

/// A header or a parameter is a credential if its name contains one of these.
const WORDS: [&str; 8] = ["api-key", "api_key", "apikey", "authorization", "cookie", "password", "secret", "token"];

fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Marks the credentials as sensitive, so that `Debug` does not show them.
pub(crate) fn mark_sensitive(headers: &mut HeaderMap) {
    for (name, value) in headers.iter_mut() {
        if is_credential(name.as_str()) {
            value.set_sensitive(true);
        }
    }
}

/// Returns the value of a header, redacted if it is sensitive.
pub(crate) fn redacted(value: &HeaderValue) -> Cow<'_, str> {
    if value.is_sensitive() { REDACTED.into() } else { String::from_utf8_lossy(value.as_bytes()) }
}

/// Returns a query with its credentials redacted.
pub(crate) fn redacted_query(query: &str) -> String {
    let redact = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if name.eq_ignore_ascii_case("key") || is_credential(name) => format!("{name}={REDACTED}"),
        _ => pair.to_owned(),
    };
    query.split('&').map(redact).collect::<Vec<_>>().join("&")
}
