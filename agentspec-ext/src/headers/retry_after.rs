//! Reads `Retry-After` (RFC 9110, section 10.2.3): whole seconds, or a date in any of HTTP's three forms.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Returns the delay that the server requests; None if there is none or it cannot be parsed.
///
/// A date is relative to the response's `Date` header, or to `now` if there is none; a date in the past is no delay. A number of seconds beyond the
/// range of `Duration` is `Duration::MAX`.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let sent = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    Some(date.duration_since(sent.unwrap_or(now)).unwrap_or(Duration::ZERO))
}
