//! `X-Correlation-ID`: that of the request, or a new one.

use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-correlation-id");

/// Creates ids for requests without one.
#[derive(Debug, Default)]
pub(crate) struct Correlation(AtomicU64);

impl Correlation {
    /// Returns the request's id if the contract allows it, or a new one. An invalid id is no reason to refuse a request.
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

/// Returns whether a value is 1 to 128 visible ASCII characters, as the contract requires of correlation ids and idempotency keys.
pub(crate) fn is_token(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    (1..=128).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
}
