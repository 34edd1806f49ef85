//! The metadata of a response, without its body.

use std::sync::Arc;
use std::time::SystemTime;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::{CallRecord, ReadSettings, Response, Turn};
use crate::error::FailedAttempt;
use crate::ids::Ids;
use crate::secret::Secrets;

/// The metadata of a response, without its body.
#[derive(Clone, Debug)]
pub struct Context {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) ids: Ids,
    /// The previous attempts, which failed.
    pub(crate) history: Vec<FailedAttempt>,
    /// When the response was received.
    pub(crate) now: SystemTime,
    pub(crate) turn: Option<Turn>,
    /// None if the call is not recorded.
    pub(crate) record: Option<CallRecord>,
    /// The secrets to redact in errors.
    pub(crate) secrets: Secrets,
    pub(crate) reading: Arc<ReadSettings>,
    /// Whether an answer in the dialect of the public runtime is recognized.
    pub(crate) recognizes_runtime: bool,
}

impl Context {
    pub(crate) fn respond<T>(self, value: T) -> Response<T> {
        Response { value, status: self.status, headers: self.headers, ids: self.ids, history: self.history }
    }
}
