//! The frame decoder.

use std::fmt;

use bytes::Bytes;

use super::Frame;
use super::block::Block;
use super::unfinished::Unfinished;
use crate::plural::plural;

const BOM: [u8; 3] = *b"\xef\xbb\xbf";

/// Turns the bytes of a stream, in any pieces, into [`Frame`]s.
///
/// Call [`push`](Self::push) with each piece, then [`next_frame`](Self::next_frame) until it returns None; at the end of the bytes, call
/// [`finish`](Self::finish). An event comes out as soon as its blank line is complete, even where that is CR CR.
///
/// A frame borrows from the piece in which it lies. Only what is unfinished at the end of a piece is copied, and no byte is searched twice.
/// Comments and unknown fields of any length take no memory.
#[derive(Debug)]
pub struct Decoder {
    chunk: Bytes,
    /// How much of `chunk` is decoded.
    at: usize,
    place: Place,
    block: Block,
    /// The block is the frame that `next_frame` returned; the next call clears it.
    is_dispatched: bool,
}

/// Where in the stream the decoder is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// At the start, after so many bytes of a byte order mark.
    Bom(usize),
    LineStart,
    /// Where a line feed belongs to the end of the line before.
    AfterCr,
    /// In a line that the chunk before left unfinished.
    InLine(Unfinished),
    /// At an event that is too large. Nothing is decoded any more.
    Failed(TooLarge),
}

/// An event is larger than the decoder's limit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TooLarge {
    pub(super) limit: usize,
}

impl TooLarge {
    /// The limit, in bytes.
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
    /// The limit of an event's size by default: 16 MiB.
    pub const DEFAULT_LIMIT: usize = 16 << 20;

    /// A decoder at the start of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(Self::DEFAULT_LIMIT)
    }

    /// A decoder that refuses events of more than `limit` bytes: the values of its fields, and one for the
    /// end of each of their lines.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self { chunk: Bytes::new(), at: 0, place: Place::Bom(0), block: Block::new(limit), is_dispatched: false }
    }

    /// Gives the decoder the next piece. What it has not decoded of earlier pieces stays before it; that is copied, and counts towards no
    /// limit: decode a piece before the next one is pushed.
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

    /// The next event, or None where the pieces so far hold no further whole one.
    ///
    /// # Errors
    /// An event is larger than the limit. The stream cannot be decoded further: every later call returns the same.
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
                self.place = Place::Failed(error);
                self.block.clear();
                self.chunk = Bytes::new();
                self.at = 0;
                Err(error)
            }
        }
    }

    /// The block that the end of the bytes left unfinished, if it has data. Call it at the end, when [`next_frame`](Self::next_frame) has
    /// returned None.
    ///
    /// WHATWG has it dropped; whoever takes it must know that it may be cut. None too where its last line makes it too large.
    pub fn finish(&mut self) -> Option<Frame<'_>> {
        self.start_block();
        match self.place {
            Place::Failed(_) => return None,
            Place::InLine(line @ Unfinished::Name(_)) => {
                if let Err(error) = line.end(&mut self.block) {
                    self.place = Place::Failed(error);
                    return None;
                }
            }
            _ => {}
        }
        self.place = Place::LineStart;
        self.is_dispatched = true;
        self.block.has_data().then(|| self.block.frame(&self.chunk))
    }

    /// The last event id, as of the last blank line. Empty where there was none.
    #[must_use]
    pub fn last_event_id(&self) -> String {
        String::from_utf8_lossy(self.block.last_event_id()).into_owned()
    }

    /// The last valid `retry`, in milliseconds.
    #[must_use]
    pub fn retry(&self) -> Option<u64> {
        self.block.retry()
    }

    /// What is ahead, as much as an event may have, where that is the start of one; else nothing.
    #[inline]
    pub(crate) fn ahead(&mut self) -> &[u8] {
        self.start_block();
        if self.place != Place::LineStart || !self.block.is_empty() {
            return &[];
        }
        let rest = &self.chunk[self.at..];
        &rest[..rest.len().min(self.block.limit())]
    }

    /// Passes an event of that length, its blank line included, that was read [ahead](Self::ahead).
    #[inline]
    pub(crate) fn pass_event(&mut self, length: usize) {
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
            self.block.own(&self.chunk);
        }
        self.chunk = chunk;
        self.at = 0;
    }

    /// Decodes up to the next event, or to the end of the chunk. Whether there is an event.
    #[inline]
    fn decode(&mut self) -> Result<bool, TooLarge> {
        while let Some(first) = self.chunk.get(self.at).copied() {
            if self.place != Place::LineStart {
                self.resume(first)?;
            } else if matches!(first, b'\n' | b'\r') {
                self.pass(0);
                if self.block.blank_line() {
                    return Ok(true);
                }
            } else if let Some(length) = line_end(&self.chunk[self.at..]) {
                self.block.line(&self.chunk, self.at..self.at + length)?;
                self.pass(length);
            } else {
                self.block.own(&self.chunk);
                self.place = Place::InLine(Unfinished::begin(&self.chunk[self.at..], &mut self.block)?);
                self.at = self.chunk.len();
            }
        }
        match self.place {
            Place::Failed(error) => Err(error),
            _ => Ok(false),
        }
    }

    /// Passes the line of that length, and its end.
    #[inline]
    fn pass(&mut self, length: usize) {
        let end = self.at + length;
        self.at = end + 1;
        if self.chunk[end] == b'\r' {
            match self.chunk.get(self.at) {
                Some(b'\n') => self.at += 1,
                _ => self.place = Place::AfterCr,
            }
        }
    }

    /// Goes on at a place that is not the start of a line, with a chunk that has bytes left, of which `first` is the next.
    fn resume(&mut self, first: u8) -> Result<(), TooLarge> {
        match &mut self.place {
            Place::LineStart => {}
            Place::Failed(error) => return Err(*error),
            Place::AfterCr => {
                self.at += usize::from(first == b'\n');
                self.place = Place::LineStart;
            }
            Place::Bom(seen) if first == BOM[*seen] => {
                self.at += 1;
                *seen += 1;
                if *seen == BOM.len() {
                    self.place = Place::LineStart;
                }
            }
            Place::Bom(0) => self.place = Place::LineStart,
            // No field begins as the mark does.
            Place::Bom(_) => self.place = Place::InLine(Unfinished::Ignored),
            Place::InLine(line) => {
                let rest = &self.chunk[self.at..];
                let end = line_end(rest);
                line.take(&rest[..end.unwrap_or(rest.len())], &mut self.block)?;
                match end {
                    None => self.at = self.chunk.len(),
                    Some(length) => {
                        line.end(&mut self.block)?;
                        self.place = Place::LineStart;
                        self.pass(length);
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
