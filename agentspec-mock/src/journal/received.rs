//! What the server received, for tests to look at.

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::api::response::headers_size;

/// A request that reached the server, as it came.
///
/// Its `Debug` does not show credentials: the values of `X-API-Key`, `Authorization`, `Proxy-Authorization`, `Cookie` and of
/// every header whose name has `token`, `secret` or `password` in it are marked sensitive in [`headers`](Self::headers).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// The method.
    pub method: Method,
    /// The path as it was sent, still percent-encoded.
    pub path: String,
    /// The query as it was sent, without its `?`; empty where there is none.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; of one that is too large, its first 16 MiB.
    pub body: Bytes,
    /// The contract's `operationId`; `None` where no operation has that method and path.
    pub operation: Option<&'static str>,
}

impl Received {
    /// The value of a header; `None` where it is absent or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The bytes that it takes.
    pub(crate) fn size(&self) -> usize {
        self.path.len() + self.query.len() + headers_size(&self.headers) + self.body.len()
    }

    /// The body as JSON; `None` where it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}
