//! Streamed answers: turns the bytes of a body into typed events, and applies the rules of the stream's end.

mod collector;
mod constructors;
mod drain;
mod exclusive;
mod failure;
mod idle;
mod open;
mod text;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};

use agentspec_client::ByteStream;
use agentspec_client::types::InvokeResponse;
use futures::stream::FusedStream;
use futures::{Stream, StreamExt};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use self::collector::Collector;
use self::drain::Drain;
use self::exclusive::Exclusive;
use self::failure::{Failure, Position};
use self::idle::Idle;
pub use self::text::TextStream;
use crate::error::{Error, FailedAttempt, history};
use crate::event::{ErrorEvent, EventDecoder, StreamEvent};
use crate::headers;
use crate::operation::{CallRecord, Context, FromWire, LocalCause, ReadSettings};
use crate::trace::CallSpan;

/// The number of chunks without an event that are read before other tasks may run.
const CHUNKS_AT_ONCE: u32 = 128;

/// A streamed answer: a [`Stream`] of [`StreamEvent`]s.
///
/// The stream ends after the first `done` or `error` event, and ignores what follows it. Dropping it before its end closes the connection, or the HTTP/2
/// stream. There is no time limit for a stream that keeps sending; [`byte_idle_timeout`](crate::ClientBuilder::byte_idle_timeout) and
/// [`event_idle_timeout`](crate::ClientBuilder::event_idle_timeout) limit how long it may be silent.
///
/// Read the stream until it returns None, so that its connection can be reused. After the last event the stream waits up to a tenth of a second for the
/// end of the body.
///
/// ```
/// use std::io::{Write, stdout};
///
/// use agentspec_ext::{Client, StreamEvent};
/// use futures::StreamExt;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let server = agentspec_mock::MockServer::start().await;
/// # let client = Client::builder().base_url(server.url()).build()?;
/// let mut events = client.agents().stream("assistant", "Tell me a story.").await?;
/// while let Some(event) = events.next().await {
///     match event? {
///         StreamEvent::Token(token) => print!("{}", token.content),
///         StreamEvent::Done(done) => println!("\n[{} tokens]", done.usage.total_tokens),
///         StreamEvent::Error(error) => println!("\n{}: {}", error.code, error.message),
///         _ => {}
///     }
///     stdout().flush().ok(); // print! alone shows whole lines
/// }
/// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
/// ```
///
/// # Errors
/// At most one item is an error, the last one: [`is_interrupted`](Error::is_interrupted) if the body ended or the connection broke before `done` or
/// `error`, [`is_timeout`](Error::is_timeout) if the stream was silent for too long, [`is_decode`](Error::is_decode) if an event cannot be read, is
/// too large, or cannot be decompressed. [`Error::events`] is the number of events before it. An `error` event is an ordinary item.
#[must_use = "a stream does nothing unless it is read, and dropping it closes its connection"]
pub struct EventStream {
    state: State,
    decoder: EventDecoder,
    idle: Idle,
    events: u64,
    context: Context,
    record: CallRecord,
    span: CallSpan,
}

enum State {
    Reading(ByteStream),
    /// The last event was delivered.
    Draining(Drain),
    Ended,
}

impl EventStream {
    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.context.status
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.context.headers
    }

    /// Returns the id that identifies the call in the logs of both sides: the server's if it sent one, otherwise the one that the client sent.
    #[must_use]
    pub fn correlation_id(&self) -> &str {
        self.context.ids.effective_correlation_id(&self.context.headers)
    }

    /// Returns the correlation id that was sent.
    #[must_use]
    pub fn sent_correlation_id(&self) -> &str {
        &self.context.ids.correlation_id
    }

    /// Converts an `error` event of this stream to the error that [`text`](Self::text) would return, with what is known of the request.
    #[must_use]
    pub fn error_from_event(&self, event: ErrorEvent) -> Error {
        self.position().error_from_event(event)
    }

    /// Returns the number of attempts before the stream began, at least 1.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        history::count(&self.context.history).saturating_add(1)
    }

    /// Returns the attempts that failed before the stream began, in order.
    #[must_use]
    pub fn history(&self) -> &[FailedAttempt] {
        &self.context.history
    }

    /// Returns the record of the call: for programs that share a stream between readers, and report to a reader why it gets nothing.
    #[must_use]
    pub fn record(&self) -> &CallRecord {
        &self.record
    }

    fn new(body: ByteStream, context: Context) -> Self {
        let ReadSettings { clock, idle, event_limit, .. } = &*context.reading;
        let idle = Idle::new(Arc::clone(clock), *idle);
        let record = context.record.clone().unwrap_or_default();
        Self {
            state: State::Reading(body),
            decoder: EventDecoder::with_limit(*event_limit),
            idle,
            events: 0,
            context,
            record,
            span: CallSpan::DISABLED,
        }
    }

    /// Returns the pieces of the answer's text, as a [`Stream`] of strings.
    pub fn text_stream(self) -> TextStream {
        TextStream::new(self)
    }

    /// Reads the stream to its end and returns the complete text.
    ///
    /// # Errors
    /// Fails as the stream does. An `error` event is returned as an error of its code's kind. If events have already been read,
    /// [`is_invalid_request`](Error::is_invalid_request) is true and the code is `stream_consumed`, since the rest is not the complete text. The text
    /// before a failure is the [`partial_text`](Error::partial_text) of the error.
    pub async fn text(self) -> Result<String, Error> {
        Ok(self.final_response().await?.output)
    }

    /// Reads the stream to its end and returns the response that [`invoke`](crate::Agents::invoke) would have returned.
    ///
    /// # Errors
    /// Fails as [`text`](Self::text) does.
    pub async fn final_response(mut self) -> Result<InvokeResponse, Error> {
        if self.events > 0 || !matches!(self.state, State::Reading(_)) {
            return Err(self.record.error(LocalCause::Consumed, self.events));
        }
        let mut collector = Collector::new(&self.record, &self.context.secrets);
        // Reads beyond the last event, so that the connection can be reused.
        while let Some(event) = self.next().await {
            match event {
                Ok(event) => collector.add(event),
                Err(error) => return Err(collector.fail(error)),
            }
        }
        match (collector.take_response(), collector.take_error_event()) {
            (Some(answer), _) => Ok(answer),
            (None, Some(failed)) => Err(collector.fail(self.position().error_from_event(failed))),
            (None, None) => Err(collector.fail(self.position().interrupted("ended"))),
        }
    }

    /// Sets the span of the call, which ends with the stream.
    pub(crate) fn set_span(&mut self, span: CallSpan) {
        self.span = span;
    }

    /// Counts an event. The last one starts draining the body.
    #[inline]
    fn deliver(&mut self, event: StreamEvent) -> StreamEvent {
        let event = failure::redact_event(event, &self.context.secrets);
        self.events += 1;
        self.idle.event_received();
        self.span.record_event(&event);
        if event.is_end() {
            if let (StreamEvent::Done(_), Some(turn)) = (&event, &self.context.turn) {
                turn.resolve();
            }
            self.drain();
        }
        event
    }

    fn fail(&mut self, failure: Failure) -> Error {
        self.end();
        let error = self.position().to_error(failure);
        self.span.failed(&error);
        error
    }

    /// Lets the next turn of the session begin, and drains the body.
    fn drain(&mut self) {
        self.context.turn = None;
        if let State::Reading(body) = std::mem::replace(&mut self.state, State::Ended) {
            self.state = State::Draining(Drain::new(body, Arc::clone(&self.context.reading.clock)));
        }
    }

    /// Closes the connection, and lets the next turn of the session begin.
    pub(crate) fn end(&mut self) {
        self.context.turn = None;
        self.state = State::Ended;
    }

    /// Ends the stream because this thread cannot wait for it. The error keeps what is known of the request.
    #[cfg(feature = "blocking")]
    pub(crate) fn local_error(&mut self, why: Error) -> Error {
        self.end();
        self.position().error(why.kind(), why.message().to_owned(), &[]).with_source(why).local()
    }

    fn position(&self) -> Position<'_> {
        Position { events: self.events, context: &self.context }
    }
}

impl FromWire<ByteStream> for EventStream {
    fn from_wire(body: ByteStream, context: &Context) -> impl Future<Output = Result<Self, Error>> + Send {
        let headers = headers::detached(&context.headers);
        Self::open(body, Context { headers, ..context.clone() })
    }
}

impl Stream for EventStream {
    type Item = Result<StreamEvent, Error>;

    fn poll_next(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        let stream = self.get_mut();
        let mut chunks = 0;
        let failure = loop {
            let body = match &mut stream.state {
                State::Reading(body) => body,
                State::Draining(drain) => {
                    ready!(drain.poll(task));
                    stream.state = State::Ended;
                    return Poll::Ready(None);
                }
                State::Ended => return Poll::Ready(None),
            };
            match stream.decoder.next_event() {
                Ok(Some(event)) => return Poll::Ready(Some(Ok(stream.deliver(event)))),
                Ok(None) => {}
                Err(why) => break Failure::Event(why),
            }
            match body.poll_next_unpin(task) {
                Poll::Ready(Some(Ok(chunk))) => {
                    stream.idle.bytes_received();
                    stream.decoder.push(chunk);
                    chunks += 1;
                    if chunks < CHUNKS_AT_ONCE {
                        continue;
                    }
                    task.waker().wake_by_ref();
                    break Failure::Silent(ready!(stream.idle.poll(task)));
                }
                Poll::Ready(Some(Err(error))) => break Failure::of_body(error),
                // An event without its blank line may be cut, so it is delivered only if it ends the stream.
                Poll::Ready(None) => match stream.decoder.finish().filter(StreamEvent::is_end) {
                    Some(end) => {
                        let end = stream.deliver(end);
                        // The body has ended and must not be polled again.
                        stream.end();
                        return Poll::Ready(Some(Ok(end)));
                    }
                    None => break Failure::Ended,
                },
                Poll::Pending => break Failure::Silent(ready!(stream.idle.poll(task))),
            }
        };
        Poll::Ready(Some(Err(stream.fail(failure))))
    }
}

impl FusedStream for EventStream {
    fn is_terminated(&self) -> bool {
        matches!(self.state, State::Ended)
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("status", &self.context.status)
            .field("correlation_id", &self.correlation_id())
            .field("events", &self.events)
            .field("is_terminated", &self.is_terminated())
            .finish_non_exhaustive()
    }
}
