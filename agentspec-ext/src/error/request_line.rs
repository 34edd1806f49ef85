//! The method and URL of a request as an error shows them, without parts that may hold a secret.

use std::fmt;

use reqwest::{Method, Request, StatusCode};
use url::{Position, Url};

use super::Error;
use super::truncate::Truncated;

/// The method and URL of a request.
#[derive(Clone, Debug)]
pub(crate) struct RequestLine {
    method: Method,
    /// Without user, password, query and fragment.
    url: Url,
}

impl RequestLine {
    pub(crate) fn of(request: &Request) -> Self {
        Self { method: request.method().clone(), url: without_secrets(request.url()) }
    }

    /// Returns the host and port.
    pub(super) fn host_and_port(&self) -> String {
        host_and_port(&self.url).unwrap_or_else(|| "the server".to_owned())
    }

    /// Returns whether the base URL repeats the first part of the route.
    fn has_version_twice(&self) -> bool {
        let path = self.url.path();
        path.contains("/v1/v1/") || path.ends_with("/v1/healthz")
    }
}

impl fmt::Display for RequestLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.url)
    }
}

impl Error {
    /// Adds the request line to the message if the server does not know the route or is not an API server.
    pub(crate) fn with_request_line(mut self, request: &RequestLine) -> Self {
        let is_missing = self.status().is_some_and(|status| matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED));
        let has_version_twice = request.has_version_twice();
        if !(self.0.is_unsupported || is_missing && has_version_twice) {
            return self;
        }
        let prefix = if self.is_decode() { request.url[..Position::BeforePath].to_owned() } else { request.to_string() };
        let advice = if has_version_twice { VERSION_TWICE } else { "" };
        let message = std::mem::replace(&mut self.0.message, Truncated::new(""));
        self.0.message = message.map(|message| Some(format!("{prefix}: {advice}{message}")));
        self
    }
}

/// Precedes the server's text, which may be truncated.
const VERSION_TWICE: &str = "the base URL ends in /v1, which the routes already begin with: remove it there; ";

/// Returns the host and the port of a URL.
pub(super) fn host_and_port(url: &Url) -> Option<String> {
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

/// Returns a URL without user, password, query and fragment.
pub(super) fn without_secrets(url: &Url) -> Url {
    let mut stripped = url.clone();
    stripped.set_query(None);
    stripped.set_fragment(None);
    match (stripped.set_username(""), stripped.set_password(None)) {
        // A URL that cannot have a user or password has none.
        (Ok(()) | Err(()), Ok(()) | Err(())) => stripped,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn request_line(url: &str) -> RequestLine {
        RequestLine::of(&Request::new(Method::GET, Url::parse(url).unwrap()))
    }

    #[test]
    fn a_request_line_contains_no_secrets() {
        assert_eq!(
            request_line("https://me:secret@example.com:8443/v1/agents?key=secret#secret").to_string(),
            "GET https://example.com:8443/v1/agents"
        );
    }

    #[test]
    fn a_base_url_that_ends_in_v1_is_recognized() {
        for path in ["/v1/v1/agents", "/team/v1/v1/agents/a/invoke", "/v1/healthz"] {
            assert!(request_line(&format!("http://localhost{path}")).has_version_twice(), "{path}");
        }
        for path in ["/v1/agents", "/healthz", "/v1/agents/v1/sessions/v1", "/v1/pipelines/v1/run"] {
            assert!(!request_line(&format!("http://localhost{path}")).has_version_twice(), "{path}");
        }
    }
}
