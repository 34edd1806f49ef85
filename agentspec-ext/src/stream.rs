//! A streamed answer: from the bytes of its body to typed events, and the rules of its end.

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

/// How many chunks without an event are read before others may run.
const CHUNKS_AT_ONCE: u32 = 128;

/// A streamed answer: a [`Stream`] of [`StreamEvent`]s.
///
/// Ends after the first `done` or `error` event, and ignores what follows it. Dropping it before closes the connection, or with HTTP/2 its
/// stream. No timeout bounds a stream that keeps sending; how long it may be silent,
/// [`byte_idle_timeout`](crate::ClientBuilder::byte_idle_timeout) and [`event_idle_timeout`](crate::ClientBuilder::event_idle_timeout) say.
///
/// Read it to its end, which is None: then its connection is used again. What comes after the last event, the end of the body alone with
/// nearly every server, is waited for a tenth of a second at most.
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
/// One item at most is an error, the last: [`is_interrupted`](Error::is_interrupted) where the bytes ended or the connection broke before
/// `done` or `error`, [`is_timeout`](Error::is_timeout) where it was silent for too long, [`is_decode`](Error::is_decode) for an event that
/// cannot be read, is too large, or was compressed and cannot be decompressed. [`Error::events`] says how many events came before it. An
/// `error` event is an item like any other.
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
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.context.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.context.headers
    }

    /// The id that names the call in the logs of both sides: the server's, else the one that was sent.
    #[must_use]
    pub fn correlation_id(&self) -> &str {
        self.context.ids.effective_correlation_id(&self.context.headers)
    }

    /// The correlation id that was sent.
    #[must_use]
    pub fn sent_correlation_id(&self) -> &str {
        &self.context.ids.correlation_id
    }

    /// The error that an `error` event of this stream is to [`text`](Self::text), with what is known of the request: for who reads the events.
    #[must_use]
    pub fn error_from_event(&self, event: ErrorEvent) -> Error {
        self.position().error_from_event(event)
    }

    /// How many times the request was tried before the stream began; at least 1.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        history::count(&self.context.history).saturating_add(1)
    }

    /// The attempts that failed before the stream began, in their order.
    #[must_use]
    pub fn history(&self) -> &[FailedAttempt] {
        &self.context.history
    }

    /// What is known of its call: for who shares a stream between readers, and tells one of them why there is nothing for it.
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
            span: CallSpan::UNSEEN,
        }
    }

    /// The pieces of the answer's text alone, as a [`Stream`] of strings.
    pub fn text_stream(self) -> TextStream {
        TextStream::new(self)
    }

    /// Reads the stream to its end and returns the whole text.
    ///
    /// # Errors
    /// As the stream; an `error` event is an error of its code's kind; and [`is_invalid_request`](Error::is_invalid_request), with the code
    /// `stream_consumed`, where events have been taken before, since what is left is not the whole. The text that came before a failure is its
    /// [`partial_text`](Error::partial_text).
    pub async fn text(self) -> Result<String, Error> {
        Ok(self.final_response().await?.output)
    }

    /// Reads the stream to its end and returns what [`invoke`](crate::Agents::invoke) would have.
    ///
    /// # Errors
    /// As [`text`](Self::text).
    pub async fn final_response(mut self) -> Result<InvokeResponse, Error> {
        if self.events > 0 || !matches!(self.state, State::Reading(_)) {
            return Err(self.record.error(LocalCause::Consumed, self.events));
        }
        let mut collector = Collector::new(&self.record, &self.context.secrets);
        // Beyond its last event too, so that the connection is used again.
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

    /// The span of the call, which ends with the stream.
    pub(crate) fn set_span(&mut self, span: CallSpan) {
        self.span = span;
    }

    /// Counts an event. The last one lets the body come to its end.
    #[inline]
    fn deliver(&mut self, event: StreamEvent) -> StreamEvent {
        let event = failure::redact_event(event, &self.context.secrets);
        self.events += 1;
        self.idle.event_received();
        self.span.heard(&event);
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

    /// Lets the next turn of its session begin, and the body come to its end.
    fn drain(&mut self) {
        self.context.turn = None;
        if let State::Reading(body) = std::mem::replace(&mut self.state, State::Ended) {
            self.state = State::Draining(Drain::new(body, Arc::clone(&self.context.reading.clock)));
        }
    }

    /// Closes the connection, and lets the next turn of its session begin.
    pub(crate) fn end(&mut self) {
        self.context.turn = None;
        self.state = State::Ended;
    }

    /// Ends it, for it cannot be waited for here: what is known of the request stays.
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
    async fn from_wire(body: ByteStream, context: &Context) -> Result<Self, Error> {
        let headers = headers::detached(&context.headers);
        Self::open(body, Context { headers, ..context.clone() }).await
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
                Poll::Ready(Some(Err(error))) => break Failure::Broken(error),
                // What is left without its blank line is taken only if it ends the stream: anything else may be cut.
                Poll::Ready(None) => match stream.decoder.finish().filter(StreamEvent::is_end) {
                    Some(end) => {
                        let end = stream.deliver(end);
                        // Nothing is left to read: a body is not asked again that has ended.
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
