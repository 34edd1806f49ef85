//! A received request as JSON, without credentials.

use std::borrow::Cow;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use super::received::Received;
use crate::policy::credentials;

#[derive(Serialize)]
pub(crate) struct ReceivedWire<'r> {
    method: &'r str,
    path: &'r str,
    query: String,
    /// Pairs, as a name may occur twice.
    headers: Vec<(&'r str, Cow<'r, str>)>,
    /// `None` if it is not text.
    body: Option<&'r str>,
    body_base64: String,
}

impl<'r> ReceivedWire<'r> {
    pub(crate) fn new(request: &'r Received) -> Self {
        Self {
            method: request.method.as_str(),
            path: &request.path,
            query: credentials::redacted_query(&request.query),
            headers: request.headers.iter().map(|(name, value)| (name.as_str(), credentials::redacted(value))).collect(),
            body: std::str::from_utf8(&request.body).ok(),
            body_base64: BASE64_STANDARD.encode(&request.body),
        }
    }
}
