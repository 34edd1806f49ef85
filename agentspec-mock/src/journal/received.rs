//! Received requests, for tests.

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::api::response::headers_size;

/// A received request, unchanged.
///
/// Its `Debug` redacts credentials: the values of `X-API-Key`, `Authorization`, `Proxy-Authorization`, `Cookie`, and of every header
/// whose name contains `token`, `secret` or `password`, are marked sensitive in [`headers`](Self::headers).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// The method.
    pub method: Method,
    /// The path, still percent-encoded.
    pub path: String,
    /// The query, still percent-encoded and without the `?`; empty if there is none.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; of a body above 16 MiB, the first 16 MiB.
    pub body: Bytes,
    /// The contract's `operationId`; `None` if no operation has that method and path.
    pub operation: Option<&'static str>,
}

impl Received {
    /// Returns the value of a header; `None` if it is absent or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns its size, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.path.len() + self.query.len() + headers_size(&self.headers) + self.body.len()
    }

    /// Returns the body as JSON; `None` if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}
