//! A builder of responses for tests.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};

use crate::error::{FailedAttempt, append, read_status};
use crate::ids::Ids;
use crate::operation::Response;

/// Builds a [`Response`] for a test of code that takes one.
///
/// ```
/// use agentspec_ext::testing::ResponseBuilder;
///
/// let response = ResponseBuilder::new("It will rain.").status(201).header("x-cost", "3").correlation_id("call-1").build();
/// assert_eq!((response.value, response.status().as_u16(), response.correlation_id()), ("It will rain.", 201, "call-1"));
/// ```
#[derive(Debug)]
#[must_use = "call build()"]
pub struct ResponseBuilder<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    correlation_id: String,
    history: Vec<FailedAttempt>,
}

impl<T> ResponseBuilder<T> {
    /// Starts a response with this value: status 200, no headers, and one attempt.
    pub fn new(value: T) -> Self {
        Self { value, status: StatusCode::OK, headers: HeaderMap::new(), correlation_id: String::new(), history: Vec::new() }
    }

    /// Sets the status. Default 200.
    ///
    /// # Panics
    /// If the number is not a status from 100 to 999.
    pub fn status(mut self, status: u16) -> Self {
        self.status = read_status(status);
        self
    }

    /// Adds a header. Headers of the same name are kept.
    ///
    /// # Panics
    /// If the name or the value is not valid in a header.
    pub fn header(mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) -> Self {
        append(&mut self.headers, name.as_ref(), value);
        self
    }

    /// Sets the correlation id that was sent. Default: empty.
    pub fn correlation_id(mut self, id: impl Into<String>) -> Self {
        self.correlation_id = id.into();
        self
    }

    /// Sets the failed attempts before the response. [`failed_attempt`](super::failed_attempt) creates one.
    pub fn history(mut self, history: impl IntoIterator<Item = FailedAttempt>) -> Self {
        self.history = history.into_iter().collect();
        self
    }

    /// Builds the response.
    #[must_use]
    pub fn build(self) -> Response<T> {
        let mut ids = Ids::none();
        ids.correlation_id = self.correlation_id.into();
        Response { value: self.value, status: self.status, headers: self.headers, ids, history: self.history }
    }
}
