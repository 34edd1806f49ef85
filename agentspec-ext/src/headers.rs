//! Reads the headers of a response.

mod retry_after;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};

pub(crate) use self::retry_after::retry_after;
use crate::secret::REDACTED;

/// Returns the server's correlation id; None if it is redacted.
pub(crate) fn correlation_id(headers: &HeaderMap) -> Option<&str> {
    correlation_ids(headers).next()
}

/// Returns all correlation ids of the response.
pub(crate) fn correlation_ids(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let ids = headers.get_all("x-correlation-id").iter().filter_map(|id| id.to_str().ok());
    ids.filter(|id| !id.is_empty() && *id != REDACTED)
}

/// Returns the media type of the body, without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()?.split(';').next().map(str::trim)
}

pub(crate) fn is_event_stream(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|media| media.eq_ignore_ascii_case("text/event-stream"))
}

pub(crate) fn is_plain_text(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|media| media.eq_ignore_ascii_case("text/plain"))
}

/// Returns the encodings of the body in the order in which they were applied, without `identity`.
pub(crate) fn content_encodings(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(CONTENT_ENCODING).iter().map(|line| line.to_str().unwrap_or("an invalid value"));
    let encodings = lines.flat_map(|line| line.split(',')).map(str::trim);
    encodings.filter(|encoding| !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity"))
}

/// Copies the headers. Received headers share the read buffer of their connection and keep it alive.
pub(crate) fn detached(headers: &HeaderMap) -> HeaderMap {
    let copy = |value: &HeaderValue| {
        let mut copy = HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone());
        copy.set_sensitive(value.is_sensitive());
        copy
    };
    headers.iter().map(|(name, value)| (name.clone(), copy(value))).collect()
}
