//! A streamed answer as a blocking iterator, around the async stream.

use std::iter::FusedIterator;

use agentspec_client::types::InvokeResponse;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::FusedStream;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::items::{Items, Source};
use super::runtime::{block_on, may_wait};
use crate::error::{Error, FailedAttempt};
use crate::event::{ErrorEvent, StreamEvent};
use crate::operation::CallRecord;
use crate::stream::TextStream;

/// A streamed answer: an [`Iterator`] of [`StreamEvent`]s.
///
/// The stream ends after the first `done` or `error` event, and ignores what follows it. Dropping it before its end closes the connection. There is no time
/// limit for a stream that keeps sending; the client's `byte_idle_timeout` and `event_idle_timeout` limit how long it may be silent.
///
/// Read the stream until it returns None, so that its connection can be reused.
///
/// ```
/// use std::io::{Write, stdout};
///
/// use agentspec_ext::StreamEvent;
///
/// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
/// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
/// for event in client.agents().stream("assistant", "Tell me a story.").call()? {
///     match event? {
///         StreamEvent::Token(token) => print!("{}", token.content),
///         StreamEvent::Done(done) => println!("\n[{} tokens]", done.usage.total_tokens),
///         StreamEvent::Error(error) => println!("\n{}: {}", error.code, error.message),
///         _ => {}
///     }
///     stdout().flush()?; // print! alone shows whole lines
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails as the async [`EventStream`](crate::EventStream) does. In a task of an async runtime, the error is a configuration error
/// ([`Error::is_configuration`]). At most one item is an error, the last one.
#[derive(Debug)]
#[must_use = "dropping a stream closes its connection"]
pub struct EventStream {
    events: crate::EventStream,
}

impl EventStream {
    pub(super) fn new(events: crate::EventStream) -> Self {
        Self { events }
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.events.status()
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.events.headers()
    }

    /// Returns the id that identifies the call in the logs of both sides: the server's if it sent one, otherwise the one that the client sent.
    #[must_use]
    pub fn correlation_id(&self) -> &str {
        self.events.correlation_id()
    }

    /// Returns the correlation id that was sent.
    #[must_use]
    pub fn sent_correlation_id(&self) -> &str {
        self.events.sent_correlation_id()
    }

    /// Converts an `error` event of this stream to the error that `text` would return, with what is known of the request.
    #[must_use]
    pub fn error_from_event(&self, event: ErrorEvent) -> Error {
        self.events.error_from_event(event)
    }

    /// Returns the number of attempts before the stream began, at least 1.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.events.attempts()
    }

    /// Returns the attempts that failed before the stream began, in order.
    #[must_use]
    pub fn history(&self) -> &[FailedAttempt] {
        self.events.history()
    }

    /// Returns the record of the call, as [`EventStream::record`](crate::EventStream::record) does.
    #[must_use]
    pub fn record(&self) -> &CallRecord {
        self.events.record()
    }

    /// Creates a stream of these bytes, as if a server had sent them: for tests of code that reads streams.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(crate::EventStream::from_bytes(bytes))
    }

    /// Creates a stream of these events, as if a server had sent them: for tests of code that reads streams. Without `done` or `error` at the end the
    /// stream is cut short, which is an error.
    pub fn from_events(events: impl IntoIterator<Item = StreamEvent>) -> Self {
        Self::new(crate::EventStream::from_events(events))
    }

    /// Returns the pieces of the answer's text. An `error` event is returned as an error of its code's kind.
    pub fn text_stream(self) -> Items<String> {
        Items::new(self.events.text_stream())
    }

    /// Reads the stream to its end and returns the complete text.
    ///
    /// # Errors
    /// Fails as the stream does, and as [`EventStream::text`](crate::EventStream::text) does.
    pub fn text(self) -> Result<String, Error> {
        self.final_response().map(|answer| answer.output)
    }

    /// Reads the stream to its end and returns the response that [`invoke`](super::Agents::invoke) would have returned.
    ///
    /// # Errors
    /// Fails as [`text`](Self::text) does.
    pub fn final_response(mut self) -> Result<InvokeResponse, Error> {
        match may_wait() {
            Ok(()) => block_on(self.events.final_response())?,
            Err(why) => Err(self.events.local_error(why)),
        }
    }
}

impl Iterator for EventStream {
    type Item = Result<StreamEvent, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.events.is_terminated() {
            return None;
        }
        block_on(self.events.next()).unwrap_or_else(|why| Some(Err(self.events.local_error(why))))
    }
}

impl Source<String> for TextStream {
    fn local_error(&mut self, why: Error) -> Error {
        self.events.local_error(why)
    }
}

impl FusedIterator for EventStream {}
