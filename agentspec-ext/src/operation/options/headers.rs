//! The headers that a user sets. They are validated when they are sent.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Error;

/// Headers that a user cannot set, and the reason or the alternative.
const RESERVED: [(&str, &str); 17] = [
    ("x-correlation-id", "use correlation_id"),
    ("idempotency-key", "use idempotency_key"),
    ("x-api-key", "set the credential of the client or the call"),
    ("authorization", "set the credential of the client or the call"),
    ("accept", "the client sets it"),
    ("content-type", "the client sets it"),
    ("content-length", "it is derived from the body"),
    ("transfer-encoding", "it is derived from the body"),
    ("connection", "it belongs to the connection"),
    ("host", "it is derived from the base URL"),
    ("upgrade", "it belongs to the connection"),
    ("keep-alive", "it belongs to the connection"),
    ("te", "it belongs to the connection"),
    ("trailer", "it is derived from the body"),
    ("expect", "it belongs to the connection"),
    ("accept-encoding", "the client sets it to the encodings that it decodes"),
    ("proxy-authorization", "set the credential in the URL of the proxy"),
];

/// Headers in the order in which they were set. The last one of a name overrides the others.
#[derive(Clone, Default)]
pub(crate) struct UserHeaders(Vec<UserHeader>);

#[derive(Clone)]
struct UserHeader {
    name: String,
    /// None if the value is not valid in a header.
    value: Option<HeaderValue>,
}

impl UserHeaders {
    pub(crate) fn push(&mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) {
        self.0.push(UserHeader { name: name.as_ref().to_owned(), value: value.try_into().ok() });
    }

    /// Validates the headers of a client, which each of its calls sends.
    ///
    /// # Errors
    /// A configuration error, in the cases of [`for_call`](Self::for_call).
    pub(crate) fn for_client(&self) -> Result<HeaderMap, Error> {
        self.read(HeaderMap::new(), "a client").map_err(Error::configuration)
    }

    /// Validates the headers of a call, and merges them into those of its client.
    ///
    /// # Errors
    /// If a name or a value is not valid in a header, or a header is reserved. The error does not contain the value, which may be a secret.
    pub(crate) fn for_call(&self, client: &HeaderMap) -> Result<HeaderMap, Error> {
        self.read(client.clone(), "a call").map_err(Error::invalid_request)
    }

    fn read(&self, mut headers: HeaderMap, of: &str) -> Result<HeaderMap, String> {
        for UserHeader { name, value } in &self.0 {
            let Ok(read) = HeaderName::from_bytes(name.as_bytes()) else {
                return Err(format!("header {name:?}: invalid name: expected letters, digits and hyphens, as in \"x-team\""));
            };
            if let Some((name, why)) = RESERVED.iter().find(|(name, _)| read == *name) {
                return Err(format!("header {name} cannot be set on {of}: {why}"));
            }
            let Some(value) = value else {
                return Err(format!("header {read}: invalid value: expected text without line breaks or other control characters"));
            };
            headers.insert(read, value.clone());
        }
        Ok(headers)
    }
}
