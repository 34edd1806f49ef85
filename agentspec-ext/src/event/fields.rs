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
                return json.peek().is_none().then_some(());
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
        let Content::Plain(text) = self.take(name)? else { return None };
        Some(text)
    }

    /// Takes a string.
    #[inline]
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let content = self.take(name)?;
        if let Content::Plain(text) = content {
            return Some(text.to_owned());
        }
        let Value::String(text) = content.read(&mut self.values)? else { return None };
        Some(text)
    }

    /// Takes an object.
    #[inline]
    pub(crate) fn object(&mut self, name: &str) -> Option<Map<String, Value>> {
        let Value::Object(object) = self.value(name)? else { return None };
        Some(object)
    }

    /// Takes any value.
    #[inline]
    pub(crate) fn value(&mut self, name: &str) -> Option<Value> {
        self.take(name)?.read(&mut self.values)
    }

    /// Takes all remaining fields.
    #[inline]
    pub(crate) fn rest(&mut self) -> Option<Extra> {
        let left = self.found[..self.count].iter().filter(|field| !matches!(field.content, Content::Taken));
        let mut rest = Vec::with_capacity(left.clone().count());
        for Field { name, content } in left {
            rest.push(((*name).to_owned(), content.read(&mut self.values)?));
        }
        Some(Extra::of(rest))
    }

    #[inline]
    fn take(&mut self, name: &str) -> Option<Content<'a>> {
        let field = self.found[..self.count].iter_mut().find(|field| field.name == name)?;
        Some(std::mem::replace(&mut field.content, Content::Taken))
    }
}

impl Content<'_> {
    fn read(self, values: &mut [Value]) -> Option<Value> {
        match self {
            Self::Plain(text) => Some(Value::String(text.to_owned())),
            Self::Word(word) => scalar(word),
            Self::Value(index) => values.get_mut(index).map(Value::take),
            Self::Taken => None,
        }
    }
}
