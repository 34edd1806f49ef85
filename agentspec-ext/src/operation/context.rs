//! What is known of an answer beside its body.

use std::sync::Arc;
use std::time::SystemTime;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::{CallRecord, ReadSettings, Response, Turn};
use crate::error::FailedAttempt;
use crate::ids::Ids;
use crate::secret::Secrets;

/// What is known of an answer beside its body.
#[derive(Clone, Debug)]
pub struct Context {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) ids: Ids,
    /// The attempts that failed before.
    pub(crate) history: Vec<FailedAttempt>,
    /// When it arrived.
    pub(crate) now: SystemTime,
    pub(crate) turn: Option<Turn>,
    /// None where nobody hears of the call.
    pub(crate) record: Option<CallRecord>,
    /// What no error shows.
    pub(crate) secrets: Secrets,
    pub(crate) reading: Arc<ReadSettings>,
}

impl Context {
    pub(crate) fn respond<T>(self, value: T) -> Response<T> {
        Response { value, status: self.status, headers: self.headers, ids: self.ids, history: self.history }
    }
}
