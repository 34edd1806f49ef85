//! A value, and the answer that brought it.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::error::{FailedAttempt, history};
use crate::ids::Ids;

/// What a call returned, with what HTTP says of it. Made by [`Call::send`](crate::Call::send).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The value.
    pub value: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) ids: Ids,
    pub(crate) history: Vec<FailedAttempt>,
}

impl<T> Response<T> {
    /// The value alone.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id that names the call in the logs of both sides: the server's, else the one that was sent.
    #[must_use]
    pub fn correlation_id(&self) -> &str {
        self.ids.effective_correlation_id(&self.headers)
    }

    /// The correlation id that was sent.
    #[must_use]
    pub fn sent_correlation_id(&self) -> &str {
        &self.ids.correlation_id
    }

    /// How many times the request was tried; at least 1.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        history::count(&self.history).saturating_add(1)
    }

    /// The attempts that failed before the one that this is the answer of, in their order.
    #[must_use]
    pub fn history(&self) -> &[FailedAttempt] {
        &self.history
    }
}
