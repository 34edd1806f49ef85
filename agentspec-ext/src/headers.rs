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
