//! Reads `Retry-After` (RFC 9110, section 10.2.3): whole seconds, or a date in any of HTTP's three forms.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// How long the server asks to wait; None where it asks nothing that can be read.
///
/// A date is read against the answer's own `Date`, else against `now`; one that has passed is no wait at all. A number of seconds too large
/// for any clock is the longest duration.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let sent = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    Some(date.duration_since(sent.unwrap_or(now)).unwrap_or(Duration::ZERO))
}
