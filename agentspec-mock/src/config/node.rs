//! A value of a configuration together with its place, and what may be asked of it.

use std::{collections::BTreeMap, fmt, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value};

use crate::{agents::catalog::names, api};

/// What is wrong, and where.
#[derive(Debug)]
pub(super) struct Problem {
    place: String,
    message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() { f.write_str(&self.message) } else { write!(f, "{}: {}", self.place, self.message) }
    }
}

/// A value and its place, such as `agents[0].replies[2].when`.
#[derive(Debug, Clone)]
pub(super) struct Node<'v> {
    place: String,
    pub(super) value: &'v Value,
}

impl<'v> Node<'v> {
    pub(super) fn root(value: &'v Value) -> Self {
        Self { place: String::new(), value }
    }

    pub(super) fn problem(&self, message: impl Into<String>) -> Problem {
        Problem { place: self.place.clone(), message: message.into() }
    }

    /// An object that has these keys and no others.
    pub(super) fn object(&self, keys: &'static [&'static str]) -> Result<Object<'v>, Problem> {
        let entries = self.value.as_object().ok_or_else(|| self.wrong("an object is").but(&format!("its keys are {}", keys.join(", "))))?;
        match entries.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(unknown) => Err(self.problem(format!("unknown key '{unknown}': the keys here are {}", keys.join(", ")))),
            None => Ok(Object { node: self.clone(), entries }),
        }
    }

    pub(super) fn list(&self) -> Result<Vec<Self>, Problem> {
        let values = self.value.as_array().ok_or_else(|| self.wrong("a list is"))?;
        let place = |index| format!("{}[{index}]", self.place);
        Ok(values.iter().enumerate().map(|(index, value)| Node { place: place(index), value }).collect())
    }

    pub(super) fn text(&self) -> Result<String, Problem> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            Value::Bool(_) | Value::Number(_) => Err(self.wrong("a text is").but("put it in quotes")),
            _ => Err(self.wrong("a text is")),
        }
    }

    /// A text with something in it.
    pub(super) fn filled_text(&self) -> Result<String, Problem> {
        let text = self.text()?;
        if text.trim().is_empty() { Err(self.problem("it is empty: write something, or leave the key out")) } else { Ok(text) }
    }

    /// A name that the contract allows in a path.
    pub(super) fn name(&self) -> Result<String, Problem> {
        let name = self.filled_text()?;
        api::name::check(&name).map_err(|rule| self.problem(rule))?;
        Ok(name)
    }

    /// One of these words.
    pub(super) fn one_of<T: Copy>(&self, words: &[(&str, T)]) -> Result<T, Problem> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        found.ok_or_else(|| {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.problem(format!("'{text}' is not known here: write one of {}", words.join(", ")))
        })
    }

    pub(super) fn whole(&self, least: u32, most: u32) -> Result<u32, Problem> {
        let number = self.value.as_u64().and_then(|number| u32::try_from(number).ok());
        number.filter(|number| (least..=most).contains(number)).ok_or_else(|| match self.value {
            Value::Number(_) => self.problem(format!("a whole number from {least} to {most} is required")),
            _ => self.wrong(&format!("a whole number from {least} to {most} is")),
        })
    }

    pub(super) fn millis(&self) -> Result<Duration, Problem> {
        self.whole(0, u32::MAX).map(|millis| Duration::from_millis(millis.into()))
    }

    pub(super) fn seconds(&self) -> Result<Duration, Problem> {
        self.whole(1, u32::MAX).map(|seconds| Duration::from_secs(seconds.into()))
    }

    pub(super) fn texts(&self) -> Result<Vec<String>, Problem> {
        self.list()?.iter().map(Self::filled_text).collect()
    }

    /// Texts by keys of the user's own.
    pub(super) fn text_by_key(&self) -> Result<BTreeMap<String, String>, Problem> {
        let entries = self.entries("an object of texts is")?.into_iter();
        entries.map(|(key, node)| Ok((key.to_owned(), node.text()?))).collect()
    }

    /// Values by keys of the user's own; `required` says what is, where it is no object.
    pub(super) fn entries(&self, required: &str) -> Result<Vec<(&'v str, Self)>, Problem> {
        let entries = self.value.as_object().ok_or_else(|| self.wrong(required))?;
        Ok(entries.iter().map(|(key, value)| (key.as_str(), self.child(key, value))).collect())
    }

    pub(super) fn base64(&self) -> Result<Vec<u8>, Problem> {
        BASE64_STANDARD.decode(self.text()?).map_err(|error| self.problem(format!("this is not base64: {error}")))
    }

    /// Any object.
    pub(super) fn any_object(&self) -> Result<Map<String, Value>, Problem> {
        self.value.as_object().cloned().ok_or_else(|| self.wrong("an object is"))
    }

    fn child(&self, key: &str, value: &'v Value) -> Self {
        let place = if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) };
        Self { place, value }
    }

    /// Says what is required and what kind of value there is, not the value.
    fn wrong(&self, required: &str) -> Problem {
        let kind = match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.problem(format!("{required} required, and this is {kind}"))
    }
}

impl Problem {
    fn but(mut self, fix: &str) -> Self {
        self.message = format!("{}: {fix}", self.message);
        self
    }
}

/// An object whose keys are all known. A key without a value is as good as absent.
#[derive(Debug)]
pub(super) struct Object<'v> {
    node: Node<'v>,
    entries: &'v Map<String, Value>,
}

impl<'v> Object<'v> {
    pub(super) fn get(&self, key: &str) -> Option<Node<'v>> {
        let value = self.entries.get(key).filter(|value| !value.is_null())?;
        Some(self.node.child(key, value))
    }

    /// What `read` makes of the value; `None` where there is none.
    pub(super) fn read<T>(&self, key: &str, read: impl FnOnce(&Node<'v>) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
        self.get(key).as_ref().map(read).transpose()
    }

    pub(super) fn require(&self, key: &str) -> Result<Node<'v>, Problem> {
        self.get(key).ok_or_else(|| self.problem(format!("the key {key} is required")))
    }

    /// The one key of `keys` that is there.
    pub(super) fn only<'k>(&self, keys: &[&'k str]) -> Result<(&'k str, Node<'v>), Problem> {
        let mut there = keys.iter().filter_map(|key| self.get(key).map(|node| (*key, node)));
        match (there.next(), there.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(self.problem(format!("one of the keys {} is required", keys.join(", ")))),
            (Some((one, _)), Some((other, _))) => Err(self.problem(format!("{one} and {other} are both there: choose one"))),
        }
    }

    pub(super) fn problem(&self, message: impl Into<String>) -> Problem {
        self.node.problem(message)
    }
}

/// Holds names against those before them: each may be there once.
pub(super) fn check_unique<T>(list: &[Node<'_>], all: &[T], name: impl Fn(&T) -> &String) -> Result<(), Problem> {
    for (index, one) in all.iter().enumerate() {
        if let Some(first) = all[..index].iter().position(|earlier| name(earlier) == name(one)) {
            let (name, first) = (names(&all[index..=index], &name), &list[first].place);
            return Err(list[index].problem(format!("{first} has the name {name} too: give each a name of its own")));
        }
    }
    Ok(())
}
