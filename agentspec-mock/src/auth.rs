//! Who may call. Nothing of a request ever gets into a message.

use std::fmt;

use http::{HeaderMap, HeaderValue, header};

use crate::error::ApiError;

const MISSING: &str = "Credentials are required: send the header X-API-Key: <key> or Authorization: Bearer <token>.";
const UNKNOWN_KEY: &str = "The API key is not known: send X-API-Key with a key of this server, or Authorization: Bearer <token>.";
const UNKNOWN_TOKEN: &str = "The bearer token is not known: send Authorization: Bearer with a token of this server, or X-API-Key: <key>.";

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

    /// Whether a request with these headers may pass: one right credential is enough.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        if self.is_open() {
            return Ok(());
        }
        let key = headers.get("x-api-key");
        let token = headers.get(header::AUTHORIZATION);
        let known_key = key.is_some_and(|key| self.api_keys.iter().any(|known| known.as_bytes() == key.as_bytes()));
        let known_token = token.and_then(bearer).is_some_and(|token| self.tokens.iter().any(|known| known.as_bytes() == token));
        match (known_key || known_token, key, token) {
            (true, ..) => Ok(()),
            (false, Some(_), _) => Err(ApiError::unauthorized(UNKNOWN_KEY)),
            (false, None, Some(token)) if bearer(token).is_some() => Err(ApiError::unauthorized(UNKNOWN_TOKEN)),
            (false, None, _) => Err(ApiError::unauthorized(MISSING)),
        }
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

/// Marks the credentials, so that no `Debug` of these headers shows them.
pub(crate) fn hide_credentials(headers: &mut HeaderMap) {
    for name in ["x-api-key", "authorization", "proxy-authorization", "cookie"] {
        if let http::header::Entry::Occupied(mut entry) = headers.entry(name) {
            entry.iter_mut().for_each(|value| value.set_sensitive(true));
        }
    }
}
