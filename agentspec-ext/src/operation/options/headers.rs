//! Headers as they were given, in any form; they are read when they are to be sent.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Error;

/// Headers that are not the user's to set, and what sets them.
const RESERVED: [(&str, &str); 17] = [
    ("x-correlation-id", "use correlation_id"),
    ("idempotency-key", "use idempotency_key"),
    ("x-api-key", "give the credential to the client, or to the call"),
    ("authorization", "give the credential to the client, or to the call"),
    ("accept", "it follows from the call"),
    ("content-type", "it follows from the call"),
    ("content-length", "it follows from the body"),
    ("transfer-encoding", "it follows from the body"),
    ("connection", "it belongs to the connection"),
    ("host", "it follows from the base URL"),
    ("upgrade", "it belongs to the connection"),
    ("keep-alive", "it belongs to the connection"),
    ("te", "it belongs to the connection"),
    ("trailer", "it follows from the body"),
    ("expect", "it belongs to the connection"),
    ("accept-encoding", "it follows from what the client decodes"),
    ("proxy-authorization", "give the credential to the proxy, in its URL"),
];

/// Headers in the order in which they were given. Of several with one name, the last counts.
#[derive(Clone, Default)]
pub(crate) struct UserHeaders(Vec<UserHeader>);

#[derive(Clone)]
struct UserHeader {
    name: String,
    /// None where no header can hold it.
    value: Option<HeaderValue>,
}

impl UserHeaders {
    pub(crate) fn push(&mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) {
        self.0.push(UserHeader { name: name.as_ref().to_owned(), value: value.try_into().ok() });
    }

    /// Those of a client, which each of its calls sends.
    ///
    /// # Errors
    /// A configuration error, as [`for_call`](Self::for_call).
    pub(crate) fn for_client(&self) -> Result<HeaderMap, Error> {
        self.read(HeaderMap::new(), "a client").map_err(Error::configuration)
    }

    /// Those of a call, in place of those of its client.
    ///
    /// # Errors
    /// A name or a value that no header can have, or one that would contradict the rest of the request. The value is not shown: it may be a
    /// secret.
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
