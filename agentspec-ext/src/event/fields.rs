//! The fields of an event's JSON object, by name, before anyone knows what event it is.
//!
//! Strings are found and left where they are; any other value is read at once. What is rare, such as a name twice or with an escape in it,
//! is left to those who read all of JSON.

use serde_json::{Map, Value};

use super::text::Text;

/// The most fields that are told apart here: more than any event of the contract has.
const MOST: usize = 8;

/// How deep `serde_json` reads below an object.
const DEEPEST: usize = 126;

/// The fields of an object, which are taken one by one.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    fields: [Field<'a>; MOST],
    count: usize,
    /// The values that are no strings.
    values: Vec<Value>,
}

#[derive(Clone, Copy, Debug)]
struct Field<'a> {
    name: &'a [u8],
    content: Content<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    Text(Text<'a>),
    /// Its place among the values.
    Value(usize),
    Taken,
}

impl<'a> Fields<'a> {
    /// The fields of the object that `json` is. None where it is none, or one that is left to others.
    #[inline]
    pub(super) fn of(json: &'a [u8]) -> Option<Self> {
        let mut fields = Self { fields: [Field { name: b"", content: Content::Taken }; MOST], count: 0, values: Vec::new() };
        let mut rest = after(json, b'{')?;
        loop {
            let (name, behind) = Text::take(after(rest, b'"')?)?;
            let (content, behind) = fields.content(skip_space(after(behind, b':')?))?;
            fields.add(name.plain()?, content)?;
            match skip_space(behind).split_first()? {
                (b',', more) => rest = more,
                (b'}', end) => return skip_space(end).is_empty().then_some(fields),
                _ => return None,
            }
        }
    }

    /// The value of the field that comes next, and what comes after it.
    #[inline]
    fn content(&mut self, json: &'a [u8]) -> Option<(Content<'a>, &'a [u8])> {
        if let Some(text) = json.strip_prefix(b"\"") {
            let (text, rest) = Text::take(text)?;
            return Some((Content::Text(text), rest));
        }
        let mut values = serde_json::Deserializer::from_slice(json).into_iter();
        let value = values.next()?.ok().filter(|value| is_within(value, DEEPEST))?;
        self.values.push(value);
        Some((Content::Value(self.values.len() - 1), &json[values.byte_offset()..]))
    }

    #[inline]
    fn add(&mut self, name: &'a [u8], content: Content<'a>) -> Option<()> {
        if self.fields[..self.count].iter().any(|field| field.name == name) {
            return None;
        }
        *self.fields.get_mut(self.count)? = Field { name, content };
        self.count += 1;
        Some(())
    }

    /// Takes a string that needs no unescaping, as it is written.
    #[inline]
    pub(crate) fn plain(&mut self, name: &str) -> Option<&'a [u8]> {
        match self.take(name)? {
            Content::Text(text) => text.plain(),
            Content::Value(_) | Content::Taken => None,
        }
    }

    /// Takes a string.
    #[inline]
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Content::Text(text) => text.to_string(),
            Content::Value(_) | Content::Taken => None,
        }
    }

    /// Takes any value.
    #[inline]
    pub(crate) fn value(&mut self, name: &str) -> Option<Value> {
        let content = self.take(name)?;
        self.read(content)
    }

    /// Takes an object.
    #[inline]
    pub(crate) fn object(&mut self, name: &str) -> Option<Map<String, Value>> {
        match self.value(name)? {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Takes all that is left.
    #[inline]
    pub(crate) fn rest(&mut self) -> Option<Map<String, Value>> {
        let mut rest = Map::new();
        for index in 0..self.count {
            let Field { name, content } = self.fields[index];
            if !matches!(content, Content::Taken) {
                rest.insert(std::str::from_utf8(name).ok()?.to_owned(), self.read(content)?);
            }
        }
        Some(rest)
    }

    #[inline]
    fn take(&mut self, name: &str) -> Option<Content<'a>> {
        let field = self.fields[..self.count].iter_mut().find(|field| field.name == name.as_bytes())?;
        Some(std::mem::replace(&mut field.content, Content::Taken))
    }

    fn read(&mut self, content: Content<'a>) -> Option<Value> {
        match content {
            Content::Text(text) => text.to_string().map(Value::String),
            Content::Value(index) => self.values.get_mut(index).map(Value::take),
            Content::Taken => None,
        }
    }
}

/// What comes after `byte`, which may follow space.
#[inline]
fn after(json: &[u8], byte: u8) -> Option<&[u8]> {
    match skip_space(json).split_first()? {
        (found, rest) if *found == byte => Some(rest),
        _ => None,
    }
}

#[inline]
fn skip_space(mut json: &[u8]) -> &[u8] {
    while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = json {
        json = rest;
    }
    json
}

fn is_within(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(items) => depth > 0 && items.iter().all(|item| is_within(item, depth - 1)),
        Value::Object(fields) => depth > 0 && fields.values().all(|field| is_within(field, depth - 1)),
        _ => true,
    }
}
