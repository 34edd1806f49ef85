//! Scripted answers, which replace the server's own.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::{
    api::{
        dialect::Dialect,
        response::{Content, Response},
        runtime::{json, wire::ErrorBody},
    },
    clock::{Clock, Moment},
};

/// An answer for [`MockServer::answer_next`](crate::MockServer::answer_next) and
/// [`MockServer::answer_next_to`](crate::MockServer::answer_next_to).
///
/// ```
/// use std::time::Duration;
///
/// use agentspec_mock::Answer;
///
/// let busy = Answer::error(429, "rate_limited", "More than 60 requests in a minute.").header("Retry-After", "5");
/// let proxy = Answer::status(502).header("Content-Type", "text/html").body("<h1>Bad Gateway</h1>");
/// let slow = Answer::status(200).json(serde_json::json!({ "agents": [] })).delay(Duration::from_millis(20));
/// let cut_short = Answer::events("data: {\"type\":\"token\",\"content\":\"Neu");
/// ```
#[derive(Debug, Clone)]
#[must_use = "it does nothing until it is given to `MockServer::answer_next`"]
pub struct Answer {
    response: Response,
    delay: Duration,
    /// The code and the message if the body is that of an error.
    error: Option<(String, String)>,
}

impl Answer {
    fn new(response: Response) -> Self {
        Self { response, delay: Duration::ZERO, error: None }
    }

    /// Creates an answer with a status and without a body.
    ///
    /// # Panics
    ///
    /// `status` is not in 200 to 599.
    #[track_caller]
    pub fn status(status: u16) -> Self {
        Self::checked(status).unwrap_or_else(|problem| panic!("{problem}"))
    }

    /// As [`status`](Self::status), with a message in place of a panic.
    pub(crate) fn checked(status: u16) -> Result<Self, String> {
        match StatusCode::from_u16(status) {
            Ok(status) if (200..600).contains(&status.as_u16()) => Ok(Self::new(Response::new(status))),
            _ => Err(format!("the status of an answer must be in 200 to 599, and {status} is not")),
        }
    }

    /// Creates an answer with a status and the error body of the server's dialect.
    ///
    /// # Panics
    ///
    /// As [`status`](Self::status).
    #[track_caller]
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::status(status).error_body(code, message)
    }

    pub(crate) fn error_body(self, code: &str, message: &str) -> Self {
        let mut answer = self.json(json!({ "error": { "code": code, "message": message } }));
        answer.response.error_code = Some(code.to_owned());
        answer.error = Some((code.to_owned(), message.to_owned()));
        answer
    }

    /// Creates a 200 of `text/event-stream` with exactly these bytes, valid or not.
    pub fn events(raw: impl Into<Bytes>) -> Self {
        Self::new(Response::events(vec![raw.into()]))
    }

    /// Adds a header. It does not replace one of the same name, except `Content-Type`.
    ///
    /// # Panics
    ///
    /// HTTP does not allow the name or the value.
    #[track_caller]
    pub fn header(self, name: &str, value: &str) -> Self {
        self.checked_header(name, value).unwrap_or_else(|problem| panic!("{problem}"))
    }

    /// As [`header`](Self::header), with a message in place of a panic.
    pub(crate) fn checked_header(mut self, name: &str, value: &str) -> Result<Self, String> {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            return Err(format!("HTTP does not allow the header {name:?} with that value"));
        };
        if name == header::CONTENT_TYPE {
            self.response.headers.insert(name, value);
        } else {
            self.response.headers.append(name, value);
        }
        Ok(self)
    }

    /// Sets the body, without a content type.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.response.content = Content::Whole(body.into());
        self.error = None;
        self
    }

    /// Sets a JSON body, and its content type.
    #[expect(clippy::needless_pass_by_value, reason = "reads best with json! in place")]
    pub fn json(self, body: Value) -> Self {
        self.json_text(body.to_string())
    }

    /// As [`json`](Self::json), from text that is JSON.
    pub(crate) fn json_text(mut self, text: String) -> Self {
        self.response = self.response.with_content("application/json", Content::Whole(text.into()));
        self.error = None;
        self
    }

    /// Sets how long the server waits after the request before it answers.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub(crate) fn status_code(&self) -> u16 {
        self.response.status.as_u16()
    }

    /// Returns the response after the delay.
    pub(crate) async fn response(self, dialect: Dialect, clock: &Clock, arrived: Moment) -> Response {
        clock.sleep_until(arrived.plus(self.delay)).await;
        let mut response = self.response;
        if let (Dialect::Runtime, Some((error, message))) = (dialect, &self.error) {
            response.content = Content::Whole(json::write(&ErrorBody { error, message }).into());
        }
        response
    }
}
