//! Parses the base URL.

use url::Url;

use crate::error::Error;

pub(super) const DEFAULT: &str = "http://localhost:8080";

/// Parses the base URL. `origin` names its source for messages: the setter or the variable.
pub(super) fn parse(text: &str, origin: &str) -> Result<Url, Error> {
    let refuse = |why: &str| Err(Error::configuration(format!("{origin} {why}, as in {DEFAULT}")));
    let text = text.trim();
    let Ok(url) = Url::parse(text) else {
        return refuse("is not a URL: give a scheme, a host, and optionally a port and a path");
    };
    let host = text.split_once("://").map(|(_, rest)| rest);
    if !matches!(url.scheme(), "http" | "https") || host.is_none() {
        return refuse("must start with http:// or https://");
    }
    if text.contains(|letter: char| letter.is_control() || letter == '\\') {
        return refuse("contains a control character or a backslash: check how it was read");
    }
    if host.is_some_and(|host| host.starts_with('/')) || url.host_str().is_none_or(str::is_empty) {
        return refuse("has no host: give one");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(
            "contains a user name or password: give the credential as api_key or token, and only the address of the server here",
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment: give only a scheme, a host, a port and a path");
    }
    Ok(url)
}
