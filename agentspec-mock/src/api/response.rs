//! A response, independent of HTTP connections, so that it can be stored and replayed.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

/// Status, headers and content.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) content: Content,
    /// The code of the error body, for the metrics.
    pub(crate) error_code: Option<String>,
}

/// The content of a response.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Whole(Bytes),
    /// Sent one frame at a time, without a `Content-Length`.
    Frames(Vec<Bytes>),
}

impl Response {
    pub(crate) fn new(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), content: Content::Whole(Bytes::new()), error_code: None }
    }

    pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => Self::new(status).with_content("application/json", Content::Whole(bytes.into())),
            // Happens only for map keys that are not strings or a failing Serialize; the wire types have neither.
            Err(_) => Self::new(StatusCode::INTERNAL_SERVER_ERROR).with_error_code("internal_error"),
        }
    }

    pub(crate) fn ok(body: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, body)
    }

    pub(crate) fn text(content_type: &'static str, text: String) -> Self {
        Self::new(StatusCode::OK).with_content(content_type, Content::Whole(text.into()))
    }

    pub(crate) fn events(frames: Vec<Bytes>) -> Self {
        let mut response = Self::new(StatusCode::OK).with_content("text/event-stream", Content::Frames(frames));
        response.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    pub(crate) fn with_content(mut self, content_type: &'static str, content: Content) -> Self {
        self.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.content = content;
        self
    }

    pub(crate) fn with_error_code(mut self, code: impl Into<String>) -> Self {
        self.error_code = Some(code.into());
        self
    }

    /// Returns the size of the headers and of a whole content, in bytes.
    pub(crate) fn whole_size(&self) -> usize {
        let content = if matches!(self.content, Content::Whole(_)) { self.size() } else { 0 };
        content + headers_size(&self.headers)
    }

    /// Returns the size of the content, in bytes.
    pub(crate) fn size(&self) -> usize {
        match &self.content {
            Content::Whole(bytes) => bytes.len(),
            Content::Frames(frames) => frames.iter().map(Bytes::len).sum(),
        }
    }
}

/// Returns the size of the names and values, in bytes.
pub(crate) fn headers_size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}
