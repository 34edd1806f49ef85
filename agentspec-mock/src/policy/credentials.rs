//! Who may call. Nothing of a request ever gets into a message.

use std::{borrow::Cow, fmt};

use http::{HeaderMap, HeaderValue, header};

use crate::api::error::ApiError;

const MISSING: &str = "Credentials are required: send the header X-API-Key: <key> or Authorization: Bearer <token>.";
const UNKNOWN_KEY: &str = "The API key is not known: send X-API-Key with a key of this server, or Authorization: Bearer <token>.";
const UNKNOWN_TOKEN: &str = "The bearer token is not known: send Authorization: Bearer with a token of this server, or X-API-Key: <key>.";

/// Whose request it is: the place of the key or token among those that are accepted, never the credential itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    Anyone,
    Key(usize),
    Token(usize),
}

/// The keys and tokens that are accepted; with neither, everyone is.
#[derive(Clone, Default)]
pub(crate) struct Access {
    pub(crate) api_keys: Vec<String>,
    pub(crate) tokens: Vec<String>,
}

impl Access {
    pub(crate) fn is_open(&self) -> bool {
        self.api_keys.is_empty() && self.tokens.is_empty()
    }

    /// Whose request has these headers: one right credential is enough.
    ///
    /// # Errors
    ///
    /// A 401 where it has none.
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

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Access({} keys, {} tokens)", self.api_keys.len(), self.tokens.len())
    }
}

/// The token of a value `Bearer <token>`, the scheme in any case (RFC 9110, section 11.1).
fn bearer(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, token) = value.as_bytes().split_at_checked("bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// What stands in the place of a credential.
const HIDDEN: &str = "[hidden]";

/// What the name of a header or of a parameter holds that is a credential.
const WORDS: [&str; 8] = ["api-key", "api_key", "apikey", "authorization", "cookie", "password", "secret", "token"];

fn names_a_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Marks the credentials, so that no `Debug` of these headers shows them.
pub(crate) fn hide_credentials(headers: &mut HeaderMap) {
    for (name, value) in headers.iter_mut() {
        if names_a_credential(name.as_str()) {
            value.set_sensitive(true);
        }
    }
}

/// A header's value for others to read: of a credential, that it is there.
pub(crate) fn shown(value: &HeaderValue) -> Cow<'_, str> {
    if value.is_sensitive() { HIDDEN.into() } else { String::from_utf8_lossy(value.as_bytes()) }
}

/// A query for others to read.
pub(crate) fn shown_query(query: &str) -> String {
    let shown = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if name.eq_ignore_ascii_case("key") || names_a_credential(name) => format!("{name}={HIDDEN}"),
        _ => pair.to_owned(),
    };
    query.split('&').map(shown).collect::<Vec<_>>().join("&")
}
