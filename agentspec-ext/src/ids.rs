//! The ids of a call.

use reqwest::header::HeaderMap;

use crate::headers;

/// The ids of a call, the same in every attempt.
#[derive(Clone, Debug)]
pub struct Ids {
    pub(crate) correlation_id: String,
    pub(crate) idempotency_key: String,
    /// Whether the key is sent: for an operation that is not idempotent.
    has_key: bool,
}

impl Ids {
    pub(crate) fn new(is_idempotent: bool, correlation_id: String, idempotency_key: String) -> Self {
        Self { correlation_id, idempotency_key, has_key: !is_idempotent }
    }

    /// Returns empty ids, for a stream without a request.
    pub(crate) fn none() -> Self {
        Self { correlation_id: String::new(), idempotency_key: String::new(), has_key: false }
    }

    /// Returns the idempotency key, if it is sent.
    pub(crate) fn sent_idempotency_key(&self) -> Option<&str> {
        Some(&*self.idempotency_key).filter(|_| self.has_key)
    }

    /// Returns the correlation id that identifies the call: the server's if the response has one, otherwise the one that was sent.
    pub(crate) fn effective_correlation_id<'a>(&'a self, headers: &'a HeaderMap) -> &'a str {
        headers::correlation_id(headers).unwrap_or(&self.correlation_id)
    }
}
