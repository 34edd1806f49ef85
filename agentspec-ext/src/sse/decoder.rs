//! The frame decoder.

use std::fmt;

use bytes::Bytes;

use super::Frame;
use super::block::{Block, Large};
use super::unfinished::Unfinished;
use crate::plural::plural;

const BOM: [u8; 3] = *b"\xef\xbb\xbf";

/// Decodes the bytes of a stream, in pieces of any size, into [`Frame`]s.
///
/// Call [`push`](Self::push) with each piece, then [`next_frame`](Self::next_frame) until it returns None; at the end of the bytes, call
/// [`finish`](Self::finish). An event is returned as soon as its blank line is complete, even if that is CR CR.
///
/// A frame borrows from the piece that contains it. Only the incomplete rest of a piece is copied, and no byte is searched twice. Comments and unknown
/// fields of any length take no memory.
#[derive(Debug)]
pub struct Decoder {
    chunk: Bytes,
    /// The number of bytes of `chunk` that are decoded.
    at: usize,
    position: Position,
    block: Block,
    /// Whether the block is the frame that `next_frame` returned, which the next call clears.
    is_dispatched: bool,
}

/// The position of the decoder in the stream.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Position {
    /// At the start, after this many bytes of a byte order mark.
    Bom(usize),
    LineStart,
    /// After a CR, where a line feed belongs to the same line end.
    AfterCr,
    /// In a line that is incomplete at the end of the previous chunk.
    InLine(Unfinished),
    /// At an event that is too large. Nothing is decoded after it.
    Failed(TooLarge),
}

/// An event is larger than the decoder's limit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TooLarge {
    pub(super) limit: usize,
}

impl TooLarge {
    /// Returns the limit, in bytes.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an event is larger than {}", plural(self.limit, "byte"))
    }
}

impl std::error::Error for TooLarge {}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// The default limit of an event's size: 16 MiB.
    pub const DEFAULT_LIMIT: usize = 16 << 20;

    /// Creates a decoder at the start of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(Self::DEFAULT_LIMIT)
    }

    /// Creates a decoder that rejects events of more than `limit` bytes: the values of the fields, plus one byte for each line end.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self { chunk: Bytes::new(), at: 0, position: Position::Bom(0), block: Block::new(limit), is_dispatched: false }
    }

    /// Sets a larger limit for the events of this name, if their name is before their data.
    pub(crate) fn with_limit_of(mut self, event: &'static str, limit: usize) -> Self {
        self.block.set_large(Large { event, limit });
        self
    }

    /// Appends a piece to the bytes that are not yet decoded. Those are copied, and count towards no limit: decode a piece before you push the next one.
    #[inline]
    pub fn push(&mut self, chunk: impl Into<Bytes>) {
        let chunk = chunk.into();
        self.start_block();
        if self.at == self.chunk.len() {
            self.replace_chunk(chunk);
        } else {
            let joined = [&self.chunk[self.at..], &chunk[..]].concat();
            self.replace_chunk(joined.into());
        }
    }

    /// Returns the next event, or None if the pieces so far contain no further complete event.
    ///
    /// # Errors
    /// If an event is larger than the limit. The stream cannot be decoded further: every later call returns the same error.
    #[inline]
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>, TooLarge> {
        self.start_block();
        match self.decode() {
            Ok(true) => {
                self.is_dispatched = true;
                Ok(Some(self.block.frame(&self.chunk)))
            }
            Ok(false) => {
                self.replace_chunk(Bytes::new());
                Ok(None)
            }
            Err(error) => {
                self.position = Position::Failed(error);
                self.block.clear();
                self.chunk = Bytes::new();
                self.at = 0;
                Err(error)
            }
        }
    }

    /// Returns the block at the end of the bytes that lacks its blank line, if it has data. Call it at the end, after
    /// [`next_frame`](Self::next_frame) has returned None.
    ///
    /// WHATWG discards such a block. It may be incomplete. Also None if the last line makes it too large.
    pub fn finish(&mut self) -> Option<Frame<'_>> {
        self.start_block();
        match self.position {
            Position::Failed(_) => return None,
            Position::InLine(line @ Unfinished::Name(_)) => {
                if let Err(error) = line.end(&mut self.block) {
                    self.position = Position::Failed(error);
                    return None;
                }
            }
            _ => {}
        }
        self.position = Position::LineStart;
        self.is_dispatched = true;
        self.block.has_data().then(|| self.block.frame(&self.chunk))
    }

    /// Returns the last event id, as of the last blank line; empty if there was none.
    #[must_use]
    pub fn last_event_id(&self) -> String {
        String::from_utf8_lossy(self.block.last_event_id()).into_owned()
    }

    /// Returns the last valid `retry`, in milliseconds.
    #[must_use]
    pub fn retry(&self) -> Option<u64> {
        self.block.retry()
    }

    /// Returns the bytes ahead, at most the size limit of an event, if the position is the start of an event; otherwise nothing.
    #[inline]
    pub(crate) fn peek_event(&mut self) -> &[u8] {
        self.start_block();
        if self.position != Position::LineStart || !self.block.is_empty() {
            return &[];
        }
        let rest = &self.chunk[self.at..];
        &rest[..rest.len().min(self.block.limit())]
    }

    /// Skips an event of this length, including its blank line, that was read by [`peek_event`](Self::peek_event).
    #[inline]
    pub(crate) fn skip_event(&mut self, length: usize) {
        self.at += length;
    }

    #[inline]
    fn start_block(&mut self) {
        if self.is_dispatched {
            self.block.clear();
            self.is_dispatched = false;
        }
    }

    #[inline]
    fn replace_chunk(&mut self, chunk: Bytes) {
        if !self.block.is_empty() {
            self.block.make_owned(&self.chunk);
        }
        self.chunk = chunk;
        self.at = 0;
    }

    /// Decodes up to the next event or the end of the chunk, and returns whether there is an event.
    #[inline]
    fn decode(&mut self) -> Result<bool, TooLarge> {
        while let Some(first) = self.chunk.get(self.at).copied() {
            if self.position != Position::LineStart {
                self.resume(first)?;
            } else if matches!(first, b'\n' | b'\r') {
                self.skip_line(0);
                if self.block.blank_line() {
                    return Ok(true);
                }
            } else if let Some(length) = line_end(&self.chunk[self.at..]) {
                self.block.line(&self.chunk, self.at..self.at + length)?;
                self.skip_line(length);
            } else {
                self.block.make_owned(&self.chunk);
                self.position = Position::InLine(Unfinished::begin(&self.chunk[self.at..], &mut self.block)?);
                self.at = self.chunk.len();
            }
        }
        match self.position {
            Position::Failed(error) => Err(error),
            _ => Ok(false),
        }
    }

    /// Skips the line of this length, and its line end.
    #[inline]
    fn skip_line(&mut self, length: usize) {
        let end = self.at + length;
        self.at = end + 1;
        if self.chunk[end] == b'\r' {
            match self.chunk.get(self.at) {
                Some(b'\n') => self.at += 1,
                _ => self.position = Position::AfterCr,
            }
        }
    }

    /// Continues at a position that is not the start of a line. `first` is the next byte of the chunk.
    fn resume(&mut self, first: u8) -> Result<(), TooLarge> {
        match &mut self.position {
            Position::LineStart => {}
            Position::Failed(error) => return Err(*error),
            Position::AfterCr => {
                self.at += usize::from(first == b'\n');
                self.position = Position::LineStart;
            }
            Position::Bom(seen) if first == BOM[*seen] => {
                self.at += 1;
                *seen += 1;
                if *seen == BOM.len() {
                    self.position = Position::LineStart;
                }
            }
            Position::Bom(0) => self.position = Position::LineStart,
            // No field begins with a part of the mark.
            Position::Bom(_) => self.position = Position::InLine(Unfinished::Ignored),
            Position::InLine(line) => {
                let rest = &self.chunk[self.at..];
                let end = line_end(rest);
                line.take(&rest[..end.unwrap_or(rest.len())], &mut self.block)?;
                match end {
                    None => self.at = self.chunk.len(),
                    Some(length) => {
                        line.end(&mut self.block)?;
                        self.position = Position::LineStart;
                        self.skip_line(length);
                    }
                }
            }
        }
        Ok(())
    }
}

#[inline]
fn line_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2(b'\n', b'\r', bytes)
}
