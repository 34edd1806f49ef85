//! Cross-origin requests of browsers (CORS, Fetch standard, section 3.3): which pages may call the server. Off by default.

use http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The pages that may call the server, by their origins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cors {
    origins: Vec<String>,
    /// Whether only the headers that the public server knows are allowed, and none is exposed.
    pub(crate) is_narrow: bool,
}

impl Cors {
    /// Allows an origin, such as `http://localhost:3000`; `*` allows any.
    pub(crate) fn allow(&mut self, origin: &str) {
        self.origins.push(origin.to_owned());
    }

    /// Returns the first origin that is not one.
    pub(crate) fn invalid(&self) -> Option<&str> {
        let is_origin = |origin: &&String| {
            let host = ["http://", "https://"].iter().find_map(|scheme| origin.strip_prefix(scheme));
            let is_host = host.is_some_and(|host| !host.is_empty() && !host.contains('/'));
            *origin == "*" || is_host && HeaderValue::from_str(origin).is_ok()
        };
        self.origins.iter().find(|origin| !is_origin(origin)).map(String::as_str)
    }

    /// Returns what answers preflights and marks responses; `None` if no page of another origin may call the server.
    pub(crate) fn layer(&self) -> Option<CorsLayer> {
        if self.origins.is_empty() {
            return None;
        }
        let any = self.origins.iter().any(|origin| origin == "*");
        let listed = self.origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
        let origins = if any { AllowOrigin::from(Any) } else { AllowOrigin::list(listed) };
        let layer = CorsLayer::new().allow_origin(origins).allow_methods([Method::GET, Method::POST, Method::DELETE]);
        let headers = [header::CONTENT_TYPE, header::AUTHORIZATION, API_KEY];
        Some(if self.is_narrow {
            layer.allow_headers(headers)
        } else {
            let headers = headers.into_iter().chain([CORRELATION_ID, IDEMPOTENCY_KEY]);
            layer.allow_headers(headers.collect::<Vec<_>>()).expose_headers([CORRELATION_ID, header::RETRY_AFTER])
        })
    }
}
