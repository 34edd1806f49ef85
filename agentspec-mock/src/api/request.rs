//! A request that has been read whole.

use http::{HeaderMap, Method, Uri};

use super::{
    request_body::RequestBody,
    route::{self, Route},
};
use crate::clock::Moment;

#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: RequestBody,
    /// When it was there to its last byte.
    pub(crate) arrived: Moment,
}

impl Request {
    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    pub(crate) fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    pub(crate) fn route(&self) -> Route<'_> {
        route::find(&self.method, self.path())
    }
}
