//! The block of lines since the last blank line: the event that is being decoded.

use std::ops::Range;

use super::line::{Field, milliseconds};
use super::{Frame, TooLarge};

/// The memory that a buffer keeps from one event to the next, in bytes.
const KEPT: usize = 64 << 10;

/// The limit of the events of one name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Large {
    pub(super) event: &'static str,
    pub(super) limit: usize,
}

/// The event that is being decoded, and the state that outlasts it.
#[derive(Debug)]
pub(super) struct Block {
    event: Value,
    data: Value,
    has_data: bool,
    /// The length of the values so far, with one byte for each line end.
    size: usize,
    limit: usize,
    /// The events of a name with a larger limit.
    large: Option<Large>,
    /// The value of an incomplete line, for fields that need the whole value.
    unfinished: Vec<u8>,
    id: Vec<u8>,
    has_new_id: bool,
    last_event_id: Vec<u8>,
    retry: Option<u64>,
}

impl Block {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            event: Value::default(),
            data: Value::default(),
            has_data: false,
            size: 0,
            limit,
            large: None,
            unfinished: Vec::new(),
            id: Vec::new(),
            has_new_id: false,
            last_event_id: Vec::new(),
            retry: None,
        }
    }

    /// Sets the limit of the events of one name, which applies from the line after the name.
    pub(super) fn set_large(&mut self, large: Large) {
        self.large = Some(large);
    }

    /// Processes a complete line, at this range of the chunk.
    #[inline]
    pub(super) fn line(&mut self, chunk: &[u8], line: Range<usize>) -> Result<(), TooLarge> {
        let Some((field, value)) = Field::of(&chunk[line.clone()]) else { return Ok(()) };
        self.grow(value.len() + 1, chunk)?;
        match field {
            Field::Data if !self.has_data => {
                self.has_data = true;
                self.data.set_range(line.end - value.len()..line.end);
            }
            Field::Data => {
                self.data.make_owned(chunk);
                self.data.buffer.push(b'\n');
                self.data.buffer.extend_from_slice(value);
            }
            Field::Event => self.event.set_range(line.end - value.len()..line.end),
            Field::Id => self.take_id(value),
            Field::Retry => self.take_retry(value),
        }
        Ok(())
    }

    /// Begins a line whose value comes in pieces. The values in the chunk have been [copied](Self::make_owned).
    pub(super) fn begin(&mut self, field: Field) -> Result<(), TooLarge> {
        self.grow(1, &[])?;
        match field {
            Field::Data => {
                if self.has_data {
                    self.data.buffer.push(b'\n');
                }
                self.has_data = true;
            }
            Field::Event => self.event.clear(),
            Field::Id | Field::Retry => self.unfinished.clear(),
        }
        Ok(())
    }

    /// Appends a piece to the value that was begun.
    pub(super) fn append(&mut self, field: Field, piece: &[u8]) -> Result<(), TooLarge> {
        self.grow(piece.len(), &[])?;
        match field {
            Field::Data => self.data.buffer.extend_from_slice(piece),
            Field::Event => self.event.buffer.extend_from_slice(piece),
            Field::Id | Field::Retry => self.unfinished.extend_from_slice(piece),
        }
        Ok(())
    }

    /// Ends the line whose value came in pieces.
    pub(super) fn end(&mut self, field: Field) {
        let value = std::mem::take(&mut self.unfinished);
        match field {
            Field::Data | Field::Event => {}
            Field::Id => self.take_id(&value),
            Field::Retry => self.take_retry(&value),
        }
    }

    /// Processes a blank line, and returns whether it dispatches an event. If so, the event stays until [`clear`](Self::clear).
    #[inline]
    pub(super) fn blank_line(&mut self) -> bool {
        if self.has_new_id {
            self.last_event_id.clone_from(&self.id);
            self.has_new_id = false;
        }
        if !self.has_data {
            self.clear();
        }
        self.has_data
    }

    /// Begins the next event.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.event.clear();
        self.data.clear();
        self.has_data = false;
        self.size = 0;
    }

    /// Copies the values in the chunk, before the chunk is dropped.
    pub(super) fn make_owned(&mut self, chunk: &[u8]) {
        self.event.make_owned(chunk);
        self.data.make_owned(chunk);
    }

    #[inline]
    pub(super) fn frame<'a>(&'a self, chunk: &'a [u8]) -> Frame<'a> {
        Frame { event: self.event.get(chunk), data: self.data.get(chunk), id: &self.id }
    }

    #[inline]
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Returns whether no field has been read yet.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.size == 0
    }

    pub(super) fn has_data(&self) -> bool {
        self.has_data
    }

    pub(super) fn last_event_id(&self) -> &[u8] {
        &self.last_event_id
    }

    pub(super) fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Counts `by` further bytes. The name of the event is in `chunk`, or has been copied.
    #[inline]
    fn grow(&mut self, by: usize, chunk: &[u8]) -> Result<(), TooLarge> {
        self.size = self.size.saturating_add(by);
        if self.size > self.limit { self.grow_large(chunk) } else { Ok(()) }
    }

    #[cold]
    fn grow_large(&self, chunk: &[u8]) -> Result<(), TooLarge> {
        let large = self.large.filter(|large| self.event.get(chunk) == large.event.as_bytes());
        let limit = large.map_or(self.limit, |large| large.limit);
        if self.size > limit { Err(TooLarge { limit }) } else { Ok(()) }
    }

    fn take_id(&mut self, value: &[u8]) {
        if !value.contains(&0) {
            value.clone_into(&mut self.id);
            self.has_new_id = true;
        }
    }

    fn take_retry(&mut self, value: &[u8]) {
        self.retry = milliseconds(value).or(self.retry);
    }
}

/// The value of a field: a range of the chunk if it is contiguous there, otherwise a buffer.
#[derive(Debug, Default)]
struct Value {
    range: Option<Range<usize>>,
    buffer: Vec<u8>,
}

impl Value {
    #[inline]
    fn set_range(&mut self, range: Range<usize>) {
        self.range = Some(range);
    }

    #[inline]
    fn get<'a>(&'a self, chunk: &'a [u8]) -> &'a [u8] {
        match &self.range {
            Some(range) => &chunk[range.clone()],
            None => &self.buffer,
        }
    }

    fn make_owned(&mut self, chunk: &[u8]) {
        if let Some(range) = self.range.take() {
            self.buffer.clear();
            self.buffer.extend_from_slice(&chunk[range]);
        }
    }

    #[inline]
    fn clear(&mut self) {
        self.range = None;
        if self.buffer.capacity() > KEPT {
            self.buffer = Vec::new();
        }
        self.buffer.clear();
    }
}
