//! What the headers of an answer say.

use reqwest::header::{CONTENT_TYPE, HeaderMap};

/// The correlation id that the server named.
pub(crate) fn correlation_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-correlation-id")?.to_str().ok().filter(|id| !id.is_empty())
}

/// The media type of the body, without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()?.split(';').next().map(str::trim)
}

pub(crate) fn is_event_stream(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|media| media.eq_ignore_ascii_case("text/event-stream"))
}

pub(crate) fn is_plain_text(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|media| media.eq_ignore_ascii_case("text/plain"))
}
