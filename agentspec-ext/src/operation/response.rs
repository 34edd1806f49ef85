//! A value with the metadata of its response.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::error::{FailedAttempt, history};
use crate::ids::Ids;

/// The value of a call with the metadata of its response. Created by [`Call::send`](crate::Call::send).
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
    /// Returns the value.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the id that identifies the call in the logs of both sides: the server's if it sent one, otherwise the one that the client sent.
    #[must_use]
    pub fn correlation_id(&self) -> &str {
        self.ids.effective_correlation_id(&self.headers)
    }

    /// Returns the correlation id that was sent.
    #[must_use]
    pub fn sent_correlation_id(&self) -> &str {
        &self.ids.correlation_id
    }

    /// Returns the number of attempts, at least 1.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        history::count(&self.history).saturating_add(1)
    }

    /// Returns the failed attempts before this response, in order.
    #[must_use]
    pub fn history(&self) -> &[FailedAttempt] {
        &self.history
    }
}
