//! A streamed answer as an iterator: the async one, whose events are waited for.

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
/// Ends after the first `done` or `error` event, and ignores what follows it. Dropping it before closes the connection. No timeout bounds a
/// stream that keeps sending; it may be silent for as long as the client's `byte_idle_timeout` and `event_idle_timeout` say.
///
/// Read it to its end, which is None: then its connection is used again.
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
/// As the async [`EventStream`](crate::EventStream); and in a task of an async runtime,
/// [`is_configuration`](Error::is_configuration). One item at most is an error, the last.
#[derive(Debug)]
#[must_use = "dropping a stream closes its connection"]
pub struct EventStream {
    events: crate::EventStream,
}

impl EventStream {
    pub(super) fn new(events: crate::EventStream) -> Self {
        Self { events }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.events.status()
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.events.headers()
    }

    /// The id that names the call in the logs of both sides: the server's, else the one that was sent.
    #[must_use]
    pub fn correlation_id(&self) -> &str {
        self.events.correlation_id()
    }

    /// The correlation id that was sent.
    #[must_use]
    pub fn sent_correlation_id(&self) -> &str {
        self.events.sent_correlation_id()
    }

    /// The error that an `error` event of this stream is to `text`, with what is known of the request: for who reads the events.
    #[must_use]
    pub fn error_from_event(&self, event: ErrorEvent) -> Error {
        self.events.error_from_event(event)
    }

    /// How many times the request was tried before the stream began; at least 1.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.events.attempts()
    }

    /// The attempts that failed before the stream began, in their order.
    #[must_use]
    pub fn history(&self) -> &[FailedAttempt] {
        self.events.history()
    }

    /// What is known of its call, as [`EventStream::record`](crate::EventStream::record).
    #[must_use]
    pub fn record(&self) -> &CallRecord {
        self.events.record()
    }

    /// A stream of these bytes, as a server would send them: for tests of code that reads streams.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(crate::EventStream::from_bytes(bytes))
    }

    /// A stream of these events, as a server would send them: for tests of code that reads streams. It ends as a server's does: without `done` or
    /// `error` it is cut short, which is an error.
    pub fn from_events(events: impl IntoIterator<Item = StreamEvent>) -> Self {
        Self::new(crate::EventStream::from_events(events))
    }

    /// The pieces of the answer's text alone. An `error` event is an error of its code's kind.
    pub fn text_stream(self) -> Items<String> {
        Items::new(self.events.text_stream())
    }

    /// Reads the stream to its end and returns the whole text.
    ///
    /// # Errors
    /// As the stream, and as [`EventStream::text`](crate::EventStream::text).
    pub fn text(self) -> Result<String, Error> {
        self.final_response().map(|answer| answer.output)
    }

    /// Reads the stream to its end and returns what [`invoke`](super::Agents::invoke) would have.
    ///
    /// # Errors
    /// As [`text`](Self::text).
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
