//! What the lines since the last blank one say: the event that is on its way.

use std::ops::Range;

use super::line::{Field, milliseconds};
use super::{Frame, TooLarge};

/// How much memory a buffer keeps from one event to the next, in bytes.
const KEPT: usize = 64 << 10;

/// The event that is on its way, and what lasts beyond it.
#[derive(Debug)]
pub(super) struct Block {
    event: Value,
    data: Value,
    has_data: bool,
    /// The length of its values so far, each with its line end.
    size: usize,
    limit: usize,
    /// The value of a line that has not ended, of a field that takes it as a whole.
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
            unfinished: Vec::new(),
            id: Vec::new(),
            has_new_id: false,
            last_event_id: Vec::new(),
            retry: None,
        }
    }

    /// Takes a whole line, which lies in the chunk there.
    #[inline]
    pub(super) fn line(&mut self, chunk: &[u8], line: Range<usize>) -> Result<(), TooLarge> {
        let Some((field, value)) = Field::of(&chunk[line.clone()]) else { return Ok(()) };
        self.grow(value.len() + 1)?;
        match field {
            Field::Data if !self.has_data => {
                self.has_data = true;
                self.data.point(line.end - value.len()..line.end);
            }
            Field::Data => {
                self.data.own(chunk);
                self.data.buffer.push(b'\n');
                self.data.buffer.extend_from_slice(value);
            }
            Field::Event => self.event.point(line.end - value.len()..line.end),
            Field::Id => self.take_id(value),
            Field::Retry => self.take_retry(value),
        }
        Ok(())
    }

    /// Begins a line whose value comes in pieces. What lies in a chunk has been made the block's [own](Self::own).
    pub(super) fn begin(&mut self, field: Field) -> Result<(), TooLarge> {
        self.grow(1)?;
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

    /// Takes the next piece of the value that was begun.
    pub(super) fn append(&mut self, field: Field, piece: &[u8]) -> Result<(), TooLarge> {
        self.grow(piece.len())?;
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

    /// Takes a blank line: whether it dispatches an event. If so, the event stays until [`clear`](Self::clear).
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

    /// Makes what lies in the chunk the block's own, before the chunk goes.
    pub(super) fn own(&mut self, chunk: &[u8]) {
        self.event.own(chunk);
        self.data.own(chunk);
    }

    #[inline]
    pub(super) fn frame<'a>(&'a self, chunk: &'a [u8]) -> Frame<'a> {
        Frame { event: self.event.get(chunk), data: self.data.get(chunk), id: &self.id }
    }

    #[inline]
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Whether no line has said anything yet.
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

    #[inline]
    fn grow(&mut self, by: usize) -> Result<(), TooLarge> {
        self.size = self.size.saturating_add(by);
        if self.size > self.limit { Err(TooLarge { limit: self.limit }) } else { Ok(()) }
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

/// The value of a field: in the chunk, where it lies there in one piece, else in a buffer of its own.
#[derive(Debug, Default)]
struct Value {
    place: Option<Range<usize>>,
    buffer: Vec<u8>,
}

impl Value {
    #[inline]
    fn point(&mut self, place: Range<usize>) {
        self.place = Some(place);
    }

    #[inline]
    fn get<'a>(&'a self, chunk: &'a [u8]) -> &'a [u8] {
        match &self.place {
            Some(place) => &chunk[place.clone()],
            None => &self.buffer,
        }
    }

    fn own(&mut self, chunk: &[u8]) {
        if let Some(place) = self.place.take() {
            self.buffer.clear();
            self.buffer.extend_from_slice(&chunk[place]);
        }
    }

    #[inline]
    fn clear(&mut self) {
        self.place = None;
        if self.buffer.capacity() > KEPT {
            self.buffer = Vec::new();
        }
        self.buffer.clear();
    }
}
