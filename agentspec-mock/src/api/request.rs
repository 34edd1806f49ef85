//! A request, read completely.

use http::{HeaderMap, Method, Uri};

use super::request_body::RequestBody;
use crate::clock::Moment;

#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: RequestBody,
    /// The contract's `operationId`; `None` if no operation has that method and path.
    pub(crate) operation: Option<&'static str>,
    /// When its last byte was received.
    pub(crate) arrived: Moment,
}

impl Request {
    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    pub(crate) fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }
}
