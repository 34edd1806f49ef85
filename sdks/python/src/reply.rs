//! The result of a call for Python: JSON, text or a stream, with the metadata of its response.

use agentspec_ext::{CallRecord, EventStream, Response};
use futures::stream::BoxStream;
use pyo3::prelude::*;
use serde::Serialize;

use crate::errors::{self, Failure, Row};
use crate::json;
use crate::stream::{Source, Stream};
use crate::telemetry::Telemetry;
use crate::values::extract;

/// The content of an answer.
pub(crate) enum Content {
    Nothing,
    Text(String),
    Stream(Source),
}

/// The result of a call, before its conversion to Python.
pub(crate) struct Answer {
    content: Content,
    /// None if there was no single response.
    metadata: Option<Metadata>,
    telemetry: Option<Telemetry>,
}

/// The status, headers, ids and attempts of a response.
#[derive(Clone, Debug)]
struct Metadata {
    status: u16,
    headers: Vec<(String, String)>,
    correlation_id: String,
    sent_correlation_id: String,
    attempts: u32,
    history: Vec<Row>,
}

impl Metadata {
    /// Metadata for a result without a single response.
    fn placeholder() -> Self {
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
        Ok(Self { metadata: Some(Metadata::of(&response)), ..Self::of(Content::Nothing) })
    }

    pub(crate) fn text(response: Response<String>) -> Result<Self, Failure> {
        Ok(Self { metadata: Some(Metadata::of(&response)), ..Self::of(Content::Text(response.into_value())) })
    }

    pub(crate) fn json<T: Serialize>(response: Response<T>) -> Result<Self, Failure> {
        let metadata = Some(Metadata::of(&response));
        Ok(Self { metadata, ..Self::value(&response.value) })
    }

    pub(crate) fn events(response: Response<EventStream>) -> Result<Self, Failure> {
        let metadata = Some(Metadata::of(&response));
        Ok(Self { metadata, ..Self::stream(response.into_value()) })
    }

    pub(crate) fn value<T: Serialize>(value: &T) -> Self {
        Self::of(Content::Text(json::text(value)))
    }

    /// A stream without metadata, such as one that a program makes.
    pub(crate) fn stream(events: EventStream) -> Self {
        Self::of(Content::Stream(Source::Events(Box::new(events))))
    }

    /// A stream of JSON items, from several requests.
    pub(crate) fn items(items: BoxStream<'static, Result<String, Failure>>, record: CallRecord) -> Self {
        Self::of(Content::Stream(Source::Items(items, record)))
    }

    fn of(content: Content) -> Self {
        Self { content, metadata: None, telemetry: None }
    }

    /// Attaches the telemetry of the call, which its stream reports to.
    pub(crate) fn with_telemetry(mut self, telemetry: Telemetry) -> Self {
        if let Content::Stream(Source::Items(items, record)) = self.content {
            self.content = Content::Stream(Source::Items(telemetry.instrument_items(items), record));
        }
        self.telemetry = Some(telemetry);
        self
    }
}

/// The result of a call. It has either a text, a stream, or neither.
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
        let Metadata { status, headers, correlation_id, sent_correlation_id, attempts, history } =
            self.metadata.unwrap_or_else(Metadata::placeholder);
        Ok(Reply { text, stream, status, headers, correlation_id, sent_correlation_id, attempts, history })
    }
}

/// Returns a stream of bytes as a server would send them.
#[pyfunction]
pub(crate) fn stream_of(data: &Bound<'_, PyAny>) -> PyResult<Reply> {
    let py = data.py();
    let data: Vec<u8> = extract("data", "bytes", data).map_err(|failure| failure.into_py_err(py))?;
    Answer::stream(EventStream::from_bytes(data)).into_reply(py)
}
