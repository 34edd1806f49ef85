//! Reads JSON values from text: strings by [`Text`], numbers by `serde_json`.

use agentspec_client::json::memory;
use serde_json::{Map, Number, Value};

use super::text::Text;

/// A place in a JSON text. Each method takes something off what is left; None is where that is not there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Json<'a> {
    text: &'a str,
    at: usize,
    /// How much memory the values to come may take, in bytes.
    room: usize,
    /// How many members the object before had: the next one is often of the same kind.
    members: usize,
}

/// The most members that an object is made with room for.
const MEMBERS: usize = 32;
/// The most objects that a list is made with room for, beside its first.
const ROWS: usize = 32;

impl<'a> Json<'a> {
    pub(super) fn new(text: &'a str, room: usize) -> Self {
        Self { text, at: 0, room, members: 0 }
    }

    /// The next byte that is no space, which is left there.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.text.as_bytes().get(self.at)? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    /// Takes this byte, which may follow space.
    #[inline]
    pub(super) fn take(&mut self, due: u8) -> Option<()> {
        let is_there = self.peek()? == due;
        self.at += usize::from(is_there);
        is_there.then_some(())
    }

    /// Takes a comma and returns true, or `end` and returns false.
    #[inline]
    pub(super) fn goes_on(&mut self, end: u8) -> Option<bool> {
        let found = self.peek()?;
        self.at += 1;
        if found == b',' { Some(true) } else { (found == end).then_some(false) }
    }

    /// Takes a string.
    #[inline]
    pub(super) fn text(&mut self) -> Option<Text<'a>> {
        self.take(b'"')?;
        let (text, end) = Text::at(self.text, self.at)?;
        self.at = end;
        Some(text)
    }

    /// Whether nothing but space is left.
    pub(super) fn is_at_end(mut self) -> bool {
        self.peek().is_none()
    }

    /// Takes a value that nests no deeper than `depth`.
    pub(super) fn value(&mut self, depth: usize) -> Option<Value> {
        match self.peek()? {
            b'"' => self.text().map(|text| Value::String(text.into_string())),
            b'{' => self.object(depth.checked_sub(1)?).map(Value::Object),
            b'[' => self.array(depth.checked_sub(1)?).map(Value::Array),
            b't' => self.literal("true", Value::Bool(true)),
            b'f' => self.literal("false", Value::Bool(false)),
            b'n' => self.literal("null", Value::Null),
            _ => self.number(),
        }
    }

    /// Takes room for a value. None where there is no more: it is then another's to say so.
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
            if !self.goes_on(b'}')? {
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
                // As many more as there is text for, were all as long as the first: rows mostly are.
                let more = ((self.text.len() - self.at) / (self.at - start)).min(ROWS);
                self.spend(more * memory::ITEM)?;
                array.reserve_exact(more);
            }
            if !self.goes_on(b']')? {
                return Some(array);
            }
        }
    }

    fn literal(&mut self, written: &str, value: Value) -> Option<Value> {
        self.left()?.starts_with(written).then(|| {
            self.at += written.len();
            value
        })
    }

    fn number(&mut self) -> Option<Value> {
        let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        let left = self.left()?;
        let length = left.bytes().take_while(is_part).count();
        self.at += length;
        let written = left.get(..length)?;
        let number: Number = serde_json::from_str(written).ok()?;
        // An integer that became a float was rounded, or is -0.
        let is_kept = !number.is_f64() || written.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
        is_kept.then_some(Value::Number(number))
    }

    fn left(&self) -> Option<&'a str> {
        self.text.get(self.at..)
    }
}
