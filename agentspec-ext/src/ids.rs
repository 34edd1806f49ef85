//! The ids of a call.

use std::sync::Arc;

use reqwest::header::HeaderMap;

use crate::headers;

/// The ids of a call, the same in every attempt. Clones share them.
#[derive(Clone, Debug)]
pub struct Ids {
    pub(crate) correlation_id: Arc<str>,
    /// Empty if the operation is idempotent: then no key is sent.
    pub(crate) idempotency_key: Arc<str>,
}

impl Ids {
    pub(crate) fn new(correlation_id: Arc<str>, idempotency_key: Option<Arc<str>>) -> Self {
        Self { correlation_id, idempotency_key: idempotency_key.unwrap_or_default() }
    }

    /// Returns empty ids, for a stream without a request.
    pub(crate) fn none() -> Self {
        Self { correlation_id: Arc::default(), idempotency_key: Arc::default() }
    }

    /// Returns the idempotency key, if it is sent.
    pub(crate) fn sent_idempotency_key(&self) -> Option<&str> {
        Some(&*self.idempotency_key).filter(|key| !key.is_empty())
    }

    /// Returns the correlation id that identifies the call: the server's if the response has one, otherwise the one that was sent.
    pub(crate) fn effective_correlation_id<'a>(&'a self, headers: &'a HeaderMap) -> &'a str {
        headers::correlation_id(headers).unwrap_or(&self.correlation_id)
    }
}
