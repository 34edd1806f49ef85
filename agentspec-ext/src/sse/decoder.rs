//! The frame decoder.

use std::fmt;

use bytes::Bytes;

use super::Frame;
use super::line::{Line, will_be_ignored};

const BOM: &[u8] = b"\xef\xbb\xbf";
/// As many bytes as tell which field a line has: a byte order mark, the longest name and its colon.
const TELLING: usize = 9;

/// Turns the bytes of a stream, in any pieces, into [`Frame`]s.
///
/// Call [`push`](Self::push) with each piece, then [`next_frame`](Self::next_frame) until it returns None; at the end of the bytes, call
/// [`finish`](Self::finish). An event comes out as soon as its blank line is complete, even where that is CR CR. Comments and unknown fields
/// of any length take no memory.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each flag is a state of its own, set and cleared apart from the others")]
pub struct Decoder {
    chunk: Bytes,
    /// What is left of an unfinished line, from the pieces before `chunk`.
    line: Vec<u8>,
    /// The rest of the unfinished line is dropped as it comes.
    is_ignored: bool,
    is_first_line: bool,
    /// The last line ended with CR: a line feed that follows belongs to it.
    after_cr: bool,
    /// The block that `next_frame` returned is cleared by the next call.
    is_dispatched: bool,
    event: Vec<u8>,
    /// The data lines, each followed by a line feed.
    data: Vec<u8>,
    id: Vec<u8>,
    last_event_id: Vec<u8>,
    retry: Option<u64>,
    limit: usize,
    failed: Option<TooLarge>,
}

/// An event is larger than the decoder's limit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TooLarge {
    limit: usize,
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
        write!(f, "an event is larger than {} bytes", self.limit)
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

    /// A decoder that refuses events of more than `limit` bytes, names and line ends included.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self {
            chunk: Bytes::new(),
            line: Vec::new(),
            is_ignored: false,
            is_first_line: true,
            after_cr: false,
            is_dispatched: false,
            event: Vec::new(),
            data: Vec::new(),
            id: Vec::new(),
            last_event_id: Vec::new(),
            retry: None,
            limit,
            failed: None,
        }
    }

    /// Gives the decoder the next piece. What it has not decoded of earlier pieces stays before it.
    pub fn push(&mut self, chunk: impl Into<Bytes>) {
        let chunk = chunk.into();
        self.chunk = if self.chunk.is_empty() { chunk } else { [&self.chunk[..], &chunk[..]].concat().into() };
    }

    /// The next event, or None where the pieces so far hold no further whole one.
    ///
    /// # Errors
    /// An event is larger than the limit. The stream cannot be decoded further: every later call returns the same.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>, TooLarge> {
        if self.is_dispatched {
            self.start_block();
        }
        if let Some(error) = self.failed {
            return Err(error);
        }
        while let Some(line) = self.take_line().inspect_err(|error| self.failed = Some(*error))? {
            self.read_line(&line);
            if self.is_dispatched {
                return Ok(Some(self.frame()));
            }
        }
        Ok(None)
    }

    /// The block that the end of the bytes left unfinished, if it has data. Call it once, at the end, when [`next_frame`](Self::next_frame) has
    /// returned None.
    ///
    /// WHATWG has it dropped; whoever takes it must know that it may be cut.
    pub fn finish(&mut self) -> Option<Frame<'_>> {
        if self.failed.is_some() {
            return None;
        }
        if self.is_dispatched {
            self.start_block();
        }
        let line = std::mem::take(&mut self.line);
        if let Line::Data(value) = Line::parse(self.without_bom(&line)) {
            self.append_data(value);
        }
        (!self.data.is_empty()).then(|| self.frame())
    }

    /// The last event id, as of the last blank line. Empty where there was none.
    #[must_use]
    pub fn last_event_id(&self) -> String {
        String::from_utf8_lossy(&self.last_event_id).into_owned()
    }

    /// The last valid `retry`, in milliseconds.
    #[must_use]
    pub fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Takes a whole line off the pieces, without its end, or keeps what there is of one.
    fn take_line(&mut self) -> Result<Option<Bytes>, TooLarge> {
        if self.after_cr && !self.chunk.is_empty() {
            self.after_cr = false;
            if self.chunk[0] == b'\n' {
                let _ = self.chunk.split_to(1);
            }
        }
        let Some(end) = memchr::memchr2(b'\n', b'\r', &self.chunk) else {
            let rest = std::mem::take(&mut self.chunk);
            self.keep(&rest)?;
            return Ok(None);
        };
        let piece = self.chunk.split_to(end);
        self.after_cr = self.chunk.split_to(1)[0] == b'\r';
        if self.line.is_empty() {
            if !self.will_be_ignored(&piece) {
                self.check_size(piece.len())?;
            }
            return Ok(Some(piece));
        }
        self.keep(&piece)?;
        self.is_ignored = false;
        Ok(Some(std::mem::take(&mut self.line).into()))
    }

    /// Keeps a piece of an unfinished line; of a line that will be ignored, only enough to see that.
    fn keep(&mut self, piece: &[u8]) -> Result<(), TooLarge> {
        if self.is_ignored || piece.is_empty() {
            return Ok(());
        }
        let start: Vec<u8> = self.line.iter().chain(piece).copied().take(TELLING).collect();
        if self.will_be_ignored(&start) {
            self.line = start;
            self.is_ignored = true;
            return Ok(());
        }
        self.check_size(self.line.len().saturating_add(piece.len()))?;
        self.line.extend_from_slice(piece);
        Ok(())
    }

    fn will_be_ignored(&self, start: &[u8]) -> bool {
        let may_become_bom = self.is_first_line && start.len() < BOM.len() && BOM.starts_with(start);
        !may_become_bom && will_be_ignored(self.without_bom(start))
    }

    fn check_size(&self, line: usize) -> Result<(), TooLarge> {
        let size = self.event.len().saturating_add(self.data.len()).saturating_add(line);
        if size > self.limit { Err(TooLarge { limit: self.limit }) } else { Ok(()) }
    }

    fn without_bom<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        if self.is_first_line { line.strip_prefix(BOM).unwrap_or(line) } else { line }
    }

    fn read_line(&mut self, line: &[u8]) {
        let line = self.without_bom(line);
        self.is_first_line = false;
        match Line::parse(line) {
            Line::Blank => {
                self.last_event_id.clone_from(&self.id);
                self.is_dispatched = !self.data.is_empty();
                if !self.is_dispatched {
                    self.start_block();
                }
            }
            Line::Event(name) => name.clone_into(&mut self.event),
            Line::Data(value) => self.append_data(value),
            Line::Id(id) => id.clone_into(&mut self.id),
            Line::Retry(milliseconds) => self.retry = Some(milliseconds),
            Line::Ignored => {}
        }
    }

    fn append_data(&mut self, value: &[u8]) {
        self.data.extend_from_slice(value);
        self.data.push(b'\n');
    }

    fn start_block(&mut self) {
        self.event.clear();
        self.data.clear();
        self.is_dispatched = false;
    }

    fn frame(&self) -> Frame<'_> {
        let data = self.data.strip_suffix(b"\n").unwrap_or(&self.data);
        Frame { event: &self.event, data, id: &self.id }
    }
}
