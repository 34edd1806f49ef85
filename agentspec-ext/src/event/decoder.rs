//! The decoder of typed events.

use std::fmt;

use agentspec_client::json::{self, Undecodable, Unread};
use bytes::Bytes;

use super::StreamEvent;
use super::error_body;
use super::token::{token, usual_token};
use crate::sse::{Decoder, Frame, TooLarge};

/// Turns the bytes of a streamed answer, in any pieces, into [`StreamEvent`]s. Does no I/O, and knows nothing of where a stream may end.
///
/// Call [`push`](Self::push) with each piece, then [`next_event`](Self::next_event) until it returns None; at the end of the bytes, call
/// [`finish`](Self::finish). [`EventStream`](crate::EventStream) does that with the body of an answer; this is for bytes from elsewhere.
///
/// ```
/// use agentspec_ext::{EventDecoder, StreamEvent};
///
/// let mut decoder = EventDecoder::new();
/// decoder.push("data: {\"type\": \"token\", \"content\": \"Neu");
/// assert_eq!(decoder.next_event()?, None);
/// decoder.push("ral\"}\n\n");
/// let Some(StreamEvent::Token(token)) = decoder.next_event()? else { panic!("a token") };
/// assert_eq!(token.content, "Neural");
/// # Ok::<(), agentspec_ext::EventError>(())
/// ```
#[derive(Debug)]
pub struct EventDecoder {
    frames: Decoder,
    limit: usize,
}

/// Why the next event of a stream cannot be read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventError {
    /// It is larger than the limit. The stream cannot be decoded further.
    TooLarge(TooLarge),
    /// Its values would take more memory than twice the limit. It is passed over: the next one may be read.
    TooManyValues(json::TooLarge),
    /// Its data is not JSON, or not what the contract promises. It is passed over: the next one may be read.
    #[non_exhaustive]
    Unreadable {
        /// The data, as it came.
        data: String,
        /// What is wrong, and where.
        why: Undecodable,
    },
}

impl EventDecoder {
    /// A decoder at the start of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(Decoder::DEFAULT_LIMIT)
    }

    /// A decoder that refuses events of more than `limit` bytes, as [`Decoder::with_limit`] counts them, and those whose values take more than
    /// twice as much memory.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self { frames: Decoder::with_limit(limit), limit }
    }

    /// Gives the decoder the next piece. What it has not decoded of earlier pieces stays before it.
    #[inline]
    pub fn push(&mut self, chunk: impl Into<Bytes>) {
        self.frames.push(chunk);
    }

    /// The next event, or None where the pieces so far hold no further whole one. Passes over heartbeats: events whose data is blank, and
    /// `[DONE]`.
    ///
    /// # Errors
    /// The event is too large, or its data cannot be read.
    #[inline]
    pub fn next_event(&mut self) -> Result<Option<StreamEvent>, EventError> {
        let ahead = self.frames.ahead();
        if let Some(json) = ahead.strip_prefix(b"data: ")
            && let Some((content, rest)) = usual_token(json)
            && let Some(rest) = rest.strip_prefix(b"\n\n")
        {
            let length = ahead.len() - rest.len();
            self.frames.pass_event(length);
            return Ok(Some(token(content)));
        }
        self.next_of_frames()
    }

    /// The next event of any form. Apart, so that a usual token stays the few steps that it is.
    #[inline(never)]
    fn next_of_frames(&mut self) -> Result<Option<StreamEvent>, EventError> {
        loop {
            let Some(frame) = self.frames.next_frame().map_err(EventError::TooLarge)? else { return Ok(None) };
            if !is_heartbeat(frame.bytes()) {
                return read(&frame, self.limit).map(Some);
            }
        }
    }

    /// The event that the end of the bytes left without its blank line, if its data can be read. Call it at the end, when
    /// [`next_event`](Self::next_event) has returned None.
    ///
    /// WHATWG has it dropped; whoever takes it must know that it may be cut.
    pub fn finish(&mut self) -> Option<StreamEvent> {
        read(&self.frames.finish()?, self.limit).ok()
    }
}

/// Whether the data of an event says nothing: it is blank, or the end mark of other APIs, which ends nothing here.
fn is_heartbeat(data: &[u8]) -> bool {
    let data = data.trim_ascii();
    data.is_empty() || data == b"[DONE]"
}

fn read(frame: &Frame<'_>, limit: usize) -> Result<StreamEvent, EventError> {
    match StreamEvent::parse_within(frame.bytes(), limit) {
        Ok(event) => Ok(event),
        Err(Unread::TooLarge(why)) => Err(EventError::TooManyValues(why)),
        Err(Unread::Undecodable(why)) => error_body::read(&frame.data(), frame.event() == "error", limit)
            .ok_or_else(|| EventError::Unreadable { data: frame.data().into_owned(), why }),
    }
}

impl Default for EventDecoder {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(_) => f.write_str("an event is too large"),
            Self::TooManyValues(_) => f.write_str("an event has too many values"),
            Self::Unreadable { .. } => f.write_str("an event cannot be read"),
        }
    }
}

impl std::error::Error for EventError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::TooLarge(why) => Some(why),
            Self::TooManyValues(why) => Some(why),
            Self::Unreadable { why, .. } => Some(why),
        }
    }
}
