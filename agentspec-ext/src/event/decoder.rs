//! The decoder of typed events.

use std::fmt;

use agentspec_client::json::{self, Undecodable, Unread};
use bytes::Bytes;

use super::StreamEvent;
use super::error_body;
use super::token::{common_token, token};
use crate::sse::{Decoder, Frame, TooLarge};

/// Decodes the bytes of a streamed answer, in pieces of any size, into [`StreamEvent`]s. Does no I/O, and does not know where a stream may end.
///
/// Call [`push`](Self::push) with each piece, then [`next_event`](Self::next_event) until it returns None; at the end of the bytes, call
/// [`finish`](Self::finish). [`EventStream`](crate::EventStream) does this for the body of a response; this type is for bytes from elsewhere.
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

/// Why the next event of a stream cannot be decoded.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventError {
    /// The event is larger than the limit. The stream cannot be decoded further.
    TooLarge(TooLarge),
    /// The values of the event would take more than twice the limit of memory. The event is skipped; the next one can be read.
    TooManyValues(json::TooLarge),
    /// The data of the event is not JSON, or does not match the contract. The event is skipped; the next one can be read.
    #[non_exhaustive]
    Unreadable {
        /// The data as it was received.
        data: String,
        /// The reason and its location.
        why: Undecodable,
    },
}

impl EventDecoder {
    /// Creates a decoder at the start of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(Decoder::DEFAULT_LIMIT)
    }

    /// Creates a decoder that rejects events of more than `limit` bytes, as counted by [`Decoder::with_limit`], and events whose values take more than
    /// twice as much memory.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self { frames: Decoder::with_limit(limit), limit }
    }

    /// Appends a piece to the bytes that are not yet decoded.
    #[inline]
    pub fn push(&mut self, chunk: impl Into<Bytes>) {
        self.frames.push(chunk);
    }

    /// Returns the next event, or None if the pieces so far contain no further complete event. Skips heartbeats: events whose data is blank or `[DONE]`.
    ///
    /// # Errors
    /// If the event is too large, or its data cannot be read.
    #[inline]
    pub fn next_event(&mut self) -> Result<Option<StreamEvent>, EventError> {
        let ahead = self.frames.peek_event();
        if let Some(json) = ahead.strip_prefix(b"data: ")
            && let Some((content, rest)) = common_token(json)
            && let Some(rest) = rest.strip_prefix(b"\n\n")
        {
            let length = ahead.len() - rest.len();
            self.frames.skip_event(length);
            return Ok(Some(token(content)));
        }
        self.next_from_frames()
    }

    /// Returns the next event in any form. A separate function, so that the fast path for tokens stays small.
    #[inline(never)]
    fn next_from_frames(&mut self) -> Result<Option<StreamEvent>, EventError> {
        loop {
            let Some(frame) = self.frames.next_frame().map_err(EventError::TooLarge)? else { return Ok(None) };
            if !is_heartbeat(frame.bytes()) {
                return read(&frame, self.limit).map(Some);
            }
        }
    }

    /// Returns the event at the end of the bytes that lacks its blank line, if its data can be read. Call it at the end, after
    /// [`next_event`](Self::next_event) has returned None.
    ///
    /// WHATWG discards such an event. It may be incomplete.
    pub fn finish(&mut self) -> Option<StreamEvent> {
        read(&self.frames.finish()?, self.limit).ok()
    }
}

/// Returns whether the data of an event is blank, or the end mark of other APIs, which ends nothing here.
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
