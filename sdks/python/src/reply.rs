//! What a call returns to Python: JSON, text or a stream, and what HTTP says of the answer.

use agentspec_ext::{CallRecord, EventStream, Response};
use futures::stream::BoxStream;
use pyo3::prelude::*;
use serde::Serialize;

use crate::errors::{self, Failure, Row};
use crate::json;
use crate::stream::{Source, Stream};
use crate::telemetry::Telemetry;

/// The value of an answer.
pub(crate) enum Content {
    Nothing,
    Text(String),
    Stream(Source),
}

/// An answer, before it is Python's.
pub(crate) struct Answer {
    content: Content,
    meta: Option<Meta>,
    telemetry: Option<Telemetry>,
}

#[derive(Clone, Debug)]
struct Meta {
    status: u16,
    headers: Vec<(String, String)>,
    correlation_id: String,
    sent_correlation_id: String,
    attempts: u32,
    history: Vec<Row>,
}

impl Meta {
    /// Of what no server sent.
    fn none() -> Self {
        let (correlation_id, sent_correlation_id) = Default::default();
        Self { status: 200, headers: Vec::new(), correlation_id, sent_correlation_id, attempts: 1, history: Vec::new() }
    }

    fn of<T>(response: &Response<T>) -> Self {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        Self {
            status: response.status().as_u16(),
            headers: response.headers().iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
            correlation_id: response.correlation_id().to_owned(),
            sent_correlation_id: response.sent_correlation_id().to_owned(),
            attempts: response.attempts(),
            history: errors::rows(response.history()),
        }
    }
}

#[expect(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "each is the last step of a call that may fail")]
impl Answer {
    pub(crate) fn nothing(response: Response<()>) -> Result<Self, Failure> {
        Ok(Self { meta: Some(Meta::of(&response)), ..Self::of(Content::Nothing) })
    }

    pub(crate) fn text(response: Response<String>) -> Result<Self, Failure> {
        Ok(Self { meta: Some(Meta::of(&response)), ..Self::of(Content::Text(response.into_value())) })
    }

    pub(crate) fn json<T: Serialize>(response: Response<T>) -> Result<Self, Failure> {
        let meta = Some(Meta::of(&response));
        Ok(Self { meta, ..Self::value(&response.value) })
    }

    pub(crate) fn events(response: Response<EventStream>) -> Result<Self, Failure> {
        let meta = Some(Meta::of(&response));
        Ok(Self { meta, ..Self::stream(response.into_value()) })
    }

    pub(crate) fn value<T: Serialize>(value: &T) -> Self {
        Self::of(Content::Text(json::text(value)))
    }

    /// A stream alone, as one that no server sent.
    pub(crate) fn stream(events: EventStream) -> Self {
        Self::of(Content::Stream(Source::Events(Box::new(events))))
    }

    /// A stream of JSON, made of several calls.
    pub(crate) fn items(items: BoxStream<'static, Result<String, Failure>>, record: CallRecord) -> Self {
        Self::of(Content::Stream(Source::Items(items, record)))
    }

    fn of(content: Content) -> Self {
        Self { content, meta: None, telemetry: None }
    }

    /// Returns the same, whose stream has this telemetry.
    pub(crate) fn with_telemetry(mut self, telemetry: Telemetry) -> Self {
        if let Content::Stream(Source::Items(items, record)) = self.content {
            self.content = Content::Stream(Source::Items(telemetry.instrument_items(items), record));
        }
        self.telemetry = Some(telemetry);
        self
    }
}

/// An answer. One of `text` and `stream` is there, or neither.
#[pyclass(frozen, get_all, module = "agentspec._native")]
pub(crate) struct Reply {
    text: Option<String>,
    stream: Option<Py<Stream>>,
    status: u16,
    headers: Vec<(String, String)>,
    correlation_id: String,
    sent_correlation_id: String,
    attempts: u32,
    history: Vec<Row>,
}

impl Answer {
    pub(crate) fn into_reply(self, py: Python<'_>) -> PyResult<Reply> {
        let (text, stream) = match self.content {
            Content::Nothing => (None, None),
            Content::Text(text) => (Some(text), None),
            Content::Stream(source) => (None, Some(Py::new(py, Stream::new(source, self.telemetry))?)),
        };
        let Meta { status, headers, correlation_id, sent_correlation_id, attempts, history } = self.meta.unwrap_or_else(Meta::none);
        Ok(Reply { text, stream, status, headers, correlation_id, sent_correlation_id, attempts, history })
    }
}
