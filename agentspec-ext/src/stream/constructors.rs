//! Constructors of streams without a request, for tests of code that reads streams.

use std::sync::Arc;
use std::time::SystemTime;

use agentspec_client::ByteStream;
use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::EventStream;
use crate::event::StreamEvent;
use crate::ids::Ids;
use crate::operation::{CallRecord, Context};
use crate::secret::Secrets;

impl EventStream {
    /// Creates a stream of these bytes, as if a server had sent them: for tests of code that reads streams.
    ///
    /// ```
    /// use agentspec_ext::EventStream;
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let events = EventStream::from_bytes("data: {\"type\": \"token\", \"content\": \"Hi\"}\n\n");
    /// assert!(events.text().await.unwrap_err().is_interrupted());
    /// # });
    /// ```
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self::of([bytes.into()])
    }

    /// Creates a stream of these events, as if a server had sent them: for tests of code that reads streams. Without `done` or `error` at the end the
    /// stream is cut short, which is an error.
    ///
    /// ```
    /// use agentspec_ext::{Done, EventStream, StreamEvent, Token, types::Usage};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let events = [Token::new("Hi").into(), Done::new(Usage::new(1, 1, 2)).into()];
    /// assert_eq!(EventStream::from_events(events).text().await?, "Hi");
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    pub fn from_events(events: impl IntoIterator<Item = StreamEvent>) -> Self {
        // An event always serializes, since the keys of its maps are strings.
        let frames = events.into_iter().map(|event| format!("data: {}\n\n", serde_json::to_string(&event).unwrap_or_default()).into());
        Self::of(frames.collect::<Vec<Bytes>>())
    }

    /// Creates a stream of chunks.
    fn of<I: IntoIterator<Item = Bytes, IntoIter: Send + Sync + 'static>>(chunks: I) -> Self {
        let body = ByteStream::new(Box::pin(futures::stream::iter(chunks.into_iter().map(Ok))));
        let (record, ids) = (CallRecord::default(), Ids::none());
        let in_flight = record.begin(&ids);
        record.record_response(StatusCode::OK, &HeaderMap::new());
        drop(in_flight);
        let context = Context {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            ids,
            history: Vec::new(),
            now: SystemTime::UNIX_EPOCH,
            turn: None,
            record: Some(record),
            secrets: Secrets::NONE,
            reading: Arc::default(),
            recognizes_runtime: true,
        };
        Self::new(body, context)
    }
}
