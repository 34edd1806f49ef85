//! `X-Correlation-ID`: the request's own, or one that is made here.

use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-correlation-id");

/// Makes the ids of requests that bring none.
#[derive(Debug, Default)]
pub(crate) struct Correlation(AtomicU64);

impl Correlation {
    /// The request's id where the contract allows it, else the next one of the server's own: a request is never refused
    /// for the name by which it is traced.
    pub(crate) fn of(&self, headers: &HeaderMap) -> HeaderValue {
        match headers.get(HEADER) {
            Some(id) if is_token(id) => id.clone(),
            _ => self.next(),
        }
    }

    fn next(&self) -> HeaderValue {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        HeaderValue::from_str(&format!("mock-{number:06}")).unwrap_or(HeaderValue::from_static("mock"))
    }
}

/// Whether a value is 1 to 128 visible ASCII characters, as the contract asks of correlation ids and idempotency keys.
pub(crate) fn is_token(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    (1..=128).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
}
