//! Refuses pages of other sites in a browser, which could read the requests of others, or script the server. Pure.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::api::error::ApiError;

/// Where a browser names the relation of its page to this server (W3C, Fetch Metadata Request Headers).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Accepts programs, and pages of this server.
///
/// # Errors
///
/// A 403 for a page of another site.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), ApiError> {
    let values = |name| headers.get_all(name).iter().map(HeaderValue::as_bytes);
    if !values(SEC_FETCH_SITE).all(|site| matches!(site, b"same-origin" | b"none")) {
        return Err(ApiError::other_site("Sec-Fetch-Site"));
    }
    if !values(header::ORIGIN).all(|origin| origin == own_origin(headers).as_bytes()) {
        return Err(ApiError::other_site("Origin"));
    }
    Ok(())
}

/// Returns the origin of the server as the client addresses it.
pub(crate) fn own_origin(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    format!("http://{}", host.unwrap_or("localhost"))
}
