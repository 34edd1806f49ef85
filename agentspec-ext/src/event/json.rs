//! Parses JSON values: strings by [`Text`], numbers and literals by `serde_json`.

use agentspec_client::json::memory;
use serde_json::{Map, Value};

use super::text::Text;

/// A position in a JSON text. Each method consumes a part of the rest, and returns None if the part is not there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Json<'a> {
    text: &'a str,
    at: usize,
    /// The memory that further values may take, in bytes.
    room: usize,
    /// The number of members of the previous object, since the next one is often alike; at first the least that a map allocates.
    members: usize,
}

/// The largest initial capacity of an object.
const MEMBERS: usize = 32;
/// The largest additional capacity that is reserved for a list of objects.
const ROWS: usize = 32;

impl<'a> Json<'a> {
    pub(super) fn new(text: &'a str, room: usize) -> Self {
        Self { text, at: 0, room, members: 3 }
    }

    /// Skips white space, and returns the next byte without consuming it.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.text.as_bytes().get(self.at)? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    /// Consumes this byte, after white space.
    #[inline]
    pub(super) fn take(&mut self, expected: u8) -> Option<()> {
        let is_there = self.peek()? == expected;
        self.at += usize::from(is_there);
        is_there.then_some(())
    }

    /// Consumes a comma and returns true, or consumes `end` and returns false.
    #[inline]
    pub(super) fn has_next(&mut self, end: u8) -> Option<bool> {
        let found = self.peek()?;
        self.at += 1;
        if found == b',' { Some(true) } else { (found == end).then_some(false) }
    }

    /// Consumes a string.
    #[inline]
    pub(super) fn text(&mut self) -> Option<Text<'a>> {
        self.take(b'"')?;
        let (text, end) = Text::at(self.text, self.at)?;
        self.at = end;
        Some(text)
    }

    /// Consumes what may be a number or a literal.
    #[inline(never)]
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let left = self.text.get(self.at..)?;
        let is_end = |byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
        let word = left.get(..left.bytes().position(is_end)?)?;
        self.at += word.len();
        Some(word)
    }

    /// Consumes a value that nests at most `depth` deep.
    pub(super) fn value(&mut self, depth: usize) -> Option<Value> {
        match self.peek()? {
            b'"' => self.text().map(|text| Value::String(text.into_string())),
            b'{' => self.object(depth.checked_sub(1)?).map(Value::Object),
            b'[' => self.array(depth.checked_sub(1)?).map(Value::Array),
            _ => scalar(self.word()?),
        }
    }

    /// Reserves memory for a value. None if there is not enough; the complete parser then reports the error.
    #[inline]
    fn spend(&mut self, memory: usize) -> Option<()> {
        self.room = self.room.checked_sub(memory)?;
        Some(())
    }

    fn object(&mut self, depth: usize) -> Option<Map<String, Value>> {
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            self.spend(memory::OBJECT)?;
            return Some(Map::new());
        }
        let members = self.members.min(MEMBERS);
        self.spend(memory::OBJECT + members * memory::ITEM)?;
        let mut object = Map::with_capacity(members);
        loop {
            let name = self.text()?.into_string();
            self.take(b':')?;
            self.spend(memory::KEY + memory::ITEM)?;
            object.insert(name, self.value(depth)?);
            if !self.has_next(b'}')? {
                self.members = object.len();
                return Some(object);
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Value>> {
        self.take(b'[')?;
        self.spend(memory::LIST)?;
        let mut array = Vec::new();
        if self.take(b']').is_some() {
            return Some(array);
        }
        loop {
            self.spend(memory::ITEM)?;
            let start = self.at;
            array.push(self.value(depth)?);
            if let [Value::Object(_)] = array[..] {
                // Reserves space for as many objects of the same length as the rest of the text can hold, since rows are usually alike.
                let more = ((self.text.len() - self.at) / (self.at - start)).min(ROWS);
                self.spend(more * memory::ITEM)?;
                array.reserve_exact(more);
            }
            if !self.has_next(b']')? {
                return Some(array);
            }
        }
    }
}

/// Parses a number or a literal: the most frequent ones here, the others by `serde_json`.
pub(super) fn scalar(word: &str) -> Option<Value> {
    if matches!(word, "true" | "false") {
        return Some(Value::Bool(word == "true"));
    }
    if let [b'1'..=b'9', ..] = word.as_bytes()
        && let Ok(integer) = word.parse::<u64>()
    {
        return Some(integer.into());
    }
    let value: Value = serde_json::from_str(word).ok()?;
    // An integer that was parsed as a float was rounded, or is -0.
    let is_kept = !value.is_f64() || word.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
    is_kept.then_some(value)
}
