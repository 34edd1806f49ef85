//! A streamed answer: from the bytes of its body to typed events, and the rules of its end.

mod text;

use std::fmt;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll, ready};
use std::time::SystemTime;

use agentspec_client::ByteStream;
use agentspec_client::json::Undecodable;
use agentspec_client::types::InvokeResponse;
use bytes::Bytes;
use futures::stream::FusedStream;
use futures::{Stream, StreamExt};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

pub use self::text::TextStream;
use crate::error::{Answer, Error, ErrorKind};
use crate::generated::events::{ErrorEvent, StreamEvent};
use crate::headers;
use crate::operation::{Context, FromWire};
use crate::outcome::Outcome;
use crate::sse::{Decoder, TooLarge};

/// How much of a body that is no stream is read, in bytes.
const FOREIGN_LIMIT: usize = 64 << 10;

/// A streamed answer: a [`Stream`] of [`StreamEvent`]s.
///
/// Ends after the first `done` or `error` event, and ignores what follows it. Dropping it closes the connection. No timeout bounds it.
///
/// ```
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
/// }
/// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
/// ```
///
/// # Errors
/// One item at most is an error, the last: [`is_interrupted`](Error::is_interrupted) where the bytes ended or the connection broke before
/// `done` or `error`, [`is_decode`](Error::is_decode) for an event that cannot be read or is too large. [`Error::events`] says how many
/// events came before it. An `error` event is an item like any other.
pub struct EventStream {
    /// None once the stream has ended.
    body: Option<ByteStream>,
    decoder: Decoder,
    events: u64,
    context: Context,
}

/// Why a stream has no next event.
enum Failure {
    Unreadable(String, Undecodable),
    TooLarge(TooLarge),
    Broken(reqwest::Error),
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
        &self.context.correlation_id
    }

    /// How many times the request was tried before the stream began; at least 1.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.context.attempts
    }

    /// A stream of these bytes, as a server would send them: for tests of code that reads streams.
    ///
    /// ```
    /// use agentspec_ext::EventStream;
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let events = EventStream::from_bytes("data: {\"type\": \"token\", \"content\": \"Hi\"}\n\n");
    /// assert!(events.text().await.unwrap_err().is_interrupted());
    /// # });
    /// ```
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        let body = ByteStream::new(Box::pin(futures::stream::iter([Ok(bytes.into())])));
        let context = Context {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            correlation_id: String::new(),
            attempts: 1,
            now: SystemTime::UNIX_EPOCH,
            turn: None,
        };
        Self { body: Some(body), decoder: Decoder::new(), events: 0, context }
    }

    /// The pieces of the answer's text alone, as a [`Stream`] of strings.
    #[must_use]
    pub fn text_stream(self) -> TextStream {
        TextStream::new(self)
    }

    /// Reads the stream to its end and returns the whole text.
    ///
    /// # Errors
    /// As the stream; an `error` event is an error of its code's kind; and [`is_invalid_request`](Error::is_invalid_request) where events have
    /// been taken before, since what is left is not the whole.
    pub async fn text(self) -> Result<String, Error> {
        Ok(self.final_response().await?.output)
    }

    /// Reads the stream to its end and returns what [`invoke`](crate::Agents::invoke) would have.
    ///
    /// # Errors
    /// As [`text`](Self::text).
    pub async fn final_response(mut self) -> Result<InvokeResponse, Error> {
        if self.events > 0 {
            let message = format!("{} events were taken from this stream before: collect it from its start", self.events);
            return Err(self.failed(ErrorKind::InvalidRequest, message, &[]));
        }
        let mut output = String::new();
        while let Some(event) = self.next().await {
            match event? {
                StreamEvent::Token(token) => output.push_str(&token.content),
                StreamEvent::Done(done) => {
                    let mut answer = InvokeResponse::new(output, done.usage);
                    answer.extra = done.extra;
                    return Ok(answer);
                }
                StreamEvent::Error(error) => return Err(self.raised(error)),
                // No other event is a part of the text, be it of this contract or of a later one.
                _ => {}
            }
        }
        Err(self.interrupted("ended"))
    }

    /// Refuses an answer that is no event stream, with what arrived of it.
    async fn open(mut body: ByteStream, context: Context) -> Result<Self, Error> {
        if headers::is_event_stream(&context.headers) {
            return Ok(Self { body: Some(body), decoder: Decoder::new(), events: 0, context });
        }
        let mut start = Vec::new();
        while let Some(Ok(chunk)) = body.next().await {
            start.extend_from_slice(&chunk);
            if start.len() >= FOREIGN_LIMIT {
                break;
            }
        }
        let undecodable = Undecodable { path: String::new(), reason: "a stream has the content type text/event-stream".to_owned() };
        let Context { status, headers, now, .. } = context;
        Err(Error::from_answer(Answer { status, headers, body: start, undecodable: Some(undecodable) }, now))
    }

    /// The event that the end of the bytes left without its blank line, if it is whole and ends the stream.
    fn unterminated_end(&mut self) -> Option<StreamEvent> {
        let event = StreamEvent::parse(self.decoder.finish()?.bytes()).ok()?;
        event.is_end().then_some(event)
    }

    /// Counts an event, and ends the stream after its last item.
    fn deliver(&mut self, result: Result<StreamEvent, Failure>) -> Result<StreamEvent, Error> {
        let item = result.map_err(|failure| self.explain(failure));
        if item.as_ref().map_or(true, StreamEvent::is_end) {
            self.end();
        }
        self.events += u64::from(item.is_ok());
        item
    }

    /// Closes the connection, and lets the next turn of its session begin.
    pub(crate) fn end(&mut self) {
        self.body = None;
        self.context.turn = None;
    }

    fn explain(&self, failure: Failure) -> Error {
        let event = self.events + 1;
        match failure {
            Failure::Unreadable(data, why) => {
                let message = format!("event {event} of the stream cannot be read");
                self.failed(ErrorKind::Decode, message, data.as_bytes()).with_source(why)
            }
            Failure::TooLarge(why) => {
                let message = format!("event {event} of the stream is larger than {} bytes", why.limit());
                self.failed(ErrorKind::TooLarge, message, &[]).with_source(why)
            }
            Failure::Broken(why) => self.interrupted("broke off").with_source(why),
            Failure::Ended => self.interrupted("ended"),
        }
    }

    fn interrupted(&self, how: &str) -> Error {
        let message = format!("the stream {how} after {} events, without `done` or `error`", self.events);
        self.failed(ErrorKind::Interrupted, message, &[])
    }

    /// The error that an `error` event is to the helpers that collect a stream.
    fn raised(&self, event: ErrorEvent) -> Error {
        let body = serde_json::to_vec(&event).unwrap_or_default();
        self.failed(ErrorKind::of_code(&event.code), event.message, &body).with_code(event.code)
    }

    /// `body` is the part of the stream that the error is about.
    fn failed(&self, kind: ErrorKind, message: String, body: &[u8]) -> Error {
        let outcome = if self.events == 0 { Outcome::Unknown } else { Outcome::Partial };
        let Context { status, headers, correlation_id, attempts, .. } = &self.context;
        let error = Error::new(kind, outcome, message).with_events(self.events);
        error.with_answer(*status, headers.clone(), body).of_call(correlation_id, *attempts)
    }
}

impl FromWire<ByteStream> for EventStream {
    async fn from_wire(body: ByteStream, context: &Context) -> Result<Self, Error> {
        Self::open(body, context.clone()).await
    }
}

impl Stream for EventStream {
    type Item = Result<StreamEvent, Error>;

    fn poll_next(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        let stream = self.get_mut();
        let result = loop {
            let Some(body) = &mut stream.body else { return Poll::Ready(None) };
            let arrived = match stream.decoder.next_frame() {
                Ok(Some(frame)) => {
                    break StreamEvent::parse(frame.bytes()).map_err(|why| Failure::Unreadable(frame.data().into_owned(), why));
                }
                Ok(None) => ready!(body.poll_next_unpin(task)),
                Err(too_large) => break Err(Failure::TooLarge(too_large)),
            };
            match arrived {
                Some(Ok(chunk)) => stream.decoder.push(chunk),
                Some(Err(error)) => break Err(Failure::Broken(error)),
                None => break stream.unterminated_end().ok_or(Failure::Ended),
            }
        };
        Poll::Ready(Some(stream.deliver(result)))
    }
}

impl FusedStream for EventStream {
    fn is_terminated(&self) -> bool {
        self.body.is_none()
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("status", &self.context.status)
            .field("correlation_id", &self.context.correlation_id)
            .field("events", &self.events)
            .field("is_ended", &self.body.is_none())
            .finish_non_exhaustive()
    }
}
