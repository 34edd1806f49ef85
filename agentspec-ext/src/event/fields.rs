//! The fields of an event's JSON object, by name, before its type is known.
//!
//! Plain strings and scalars are borrowed; any other value is parsed at once. Rare forms, such as a repeated name or a name with an escape, are left to the complete
//! JSON parser.

use serde_json::{Map, Value};

use super::extra::Extra;
use super::json::{Json, scalar};
use super::text::Text;

/// The most fields that an object may have here: more than any event of the contract.
const MOST: usize = 6;

/// The depth to which `serde_json` parses below an object.
const DEPTH: usize = 126;

/// The fields of an object, which are taken one by one.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    found: [Field<'a>; MOST],
    count: usize,
    /// The strings with escapes, the objects and the lists.
    values: Vec<Value>,
}

#[derive(Clone, Copy, Debug)]
struct Field<'a> {
    name: &'a str,
    content: Content<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    Plain(&'a str),
    /// A number or a literal, which is parsed when it is taken.
    Word(&'a str),
    /// The index of the value.
    Value(usize),
    Taken,
}

impl<'a> Fields<'a> {
    pub(super) fn new() -> Self {
        Self { found: [Field { name: "", content: Content::Taken }; MOST], count: 0, values: Vec::new() }
    }

    /// Finds the fields of the object in `json`. None if it is not an object, or is left to the complete parser, such as one whose values would take more
    /// memory than `room`, in bytes.
    #[inline]
    pub(super) fn find(&mut self, json: &'a str, room: usize) -> Option<()> {
        let mut json = Json::new(json, room);
        json.take(b'{')?;
        loop {
            let Text::Plain(name) = json.text()? else { return None };
            json.take(b':')?;
            let content = self.content(&mut json)?;
            self.add(name, content)?;
            if !json.has_next(b'}')? {
                return json.is_at_end().then_some(());
            }
        }
    }

    #[inline]
    fn content(&mut self, json: &mut Json<'a>) -> Option<Content<'a>> {
        let value = match json.peek()? {
            b'"' => match json.text()? {
                Text::Plain(text) => return Some(Content::Plain(text)),
                Text::Escaped(text) => Value::String(text),
            },
            b'{' | b'[' => json.value(DEPTH)?,
            _ => return json.word().map(Content::Word),
        };
        self.values.push(value);
        Some(Content::Value(self.values.len() - 1))
    }

    #[inline]
    fn add(&mut self, name: &'a str, content: Content<'a>) -> Option<()> {
        if self.found[..self.count].iter().any(|field| field.name == name) {
            return None;
        }
        *self.found.get_mut(self.count)? = Field { name, content };
        self.count += 1;
        Some(())
    }

    /// Takes a string without escapes.
    #[inline]
    pub(crate) fn plain(&mut self, name: &str) -> Option<&'a str> {
        match self.take(name)? {
            Content::Plain(text) => Some(text),
            Content::Word(_) | Content::Value(_) | Content::Taken => None,
        }
    }

    /// Takes a string.
    #[inline]
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Content::Plain(text) => Some(text.to_owned()),
            content => match self.read(content)? {
                Value::String(text) => Some(text),
                _ => None,
            },
        }
    }

    /// Takes an object.
    #[inline]
    pub(crate) fn object(&mut self, name: &str) -> Option<Map<String, Value>> {
        match self.value(name)? {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Takes any value.
    #[inline]
    pub(crate) fn value(&mut self, name: &str) -> Option<Value> {
        let content = self.take(name)?;
        self.read(content)
    }

    /// Takes all remaining fields.
    #[inline]
    pub(crate) fn rest(&mut self) -> Option<Extra> {
        let count = self.found[..self.count].iter().filter(|field| !matches!(field.content, Content::Taken)).count();
        if count == 0 { Some(Extra::default()) } else { self.unknown(count) }
    }

    #[inline(never)]
    fn unknown(&mut self, count: usize) -> Option<Extra> {
        let mut unknown = Map::with_capacity(count);
        for index in 0..self.count {
            let Field { name, content } = self.found[index];
            if !matches!(content, Content::Taken) {
                unknown.insert(name.to_owned(), self.read(content)?);
            }
        }
        Some(unknown.into())
    }

    #[inline]
    fn take(&mut self, name: &str) -> Option<Content<'a>> {
        let field = self.found[..self.count].iter_mut().find(|field| field.name == name)?;
        Some(std::mem::replace(&mut field.content, Content::Taken))
    }

    fn read(&mut self, content: Content<'a>) -> Option<Value> {
        match content {
            Content::Plain(text) => Some(Value::String(text.to_owned())),
            Content::Word(word) => scalar(word),
            Content::Value(index) => self.values.get_mut(index).map(Value::take),
            Content::Taken => None,
        }
    }
}
