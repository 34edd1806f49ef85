//! A value of a configuration with its place, and the readers of its types.

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

    /// Reads an object. Any other key is an error.
    pub(super) fn object(&self, keys: &'static [&'static str]) -> Result<Object<'v>, Problem> {
        let entries =
            self.value.as_object().ok_or_else(|| self.type_error("an object").with_fix(&format!("its keys are {}", keys.join(", "))))?;
        match entries.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(unknown) => Err(self.problem(format!("unknown key '{unknown}': the keys here are {}", keys.join(", ")))),
            None => Ok(Object { node: self.clone(), entries }),
        }
    }

    pub(super) fn list(&self) -> Result<Vec<Self>, Problem> {
        let values = self.value.as_array().ok_or_else(|| self.type_error("a list"))?;
        let place = |index| format!("{}[{index}]", self.place);
        Ok(values.iter().enumerate().map(|(index, value)| Node { place: place(index), value }).collect())
    }

    pub(super) fn string(&self) -> Result<String, Problem> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            Value::Bool(_) | Value::Number(_) => Err(self.type_error("a string").with_fix("put it in quotes")),
            _ => Err(self.type_error("a string")),
        }
    }

    /// Reads a string that is not blank.
    pub(super) fn non_empty_string(&self) -> Result<String, Problem> {
        let text = self.string()?;
        if text.trim().is_empty() { Err(self.problem("must not be empty: write something, or leave the key out")) } else { Ok(text) }
    }

    /// Reads a name that the contract allows in a path.
    pub(super) fn name(&self) -> Result<String, Problem> {
        let name = self.non_empty_string()?;
        api::name::check(&name).map_err(|rule| self.problem(rule))?;
        Ok(name)
    }

    /// Reads one of these words, and returns its meaning.
    pub(super) fn one_of<T: Copy>(&self, words: &[(&str, T)]) -> Result<T, Problem> {
        let text = self.string()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        found.ok_or_else(|| {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.problem(format!("unknown value '{text}': expected one of {}", words.join(", ")))
        })
    }

    pub(super) fn integer(&self, least: u32, most: u32) -> Result<u32, Problem> {
        let number = self.value.as_u64().and_then(|number| u32::try_from(number).ok());
        number.filter(|number| (least..=most).contains(number)).ok_or_else(|| match self.value {
            Value::Number(_) => self.problem(format!("expected an integer from {least} to {most}")),
            _ => self.type_error(&format!("an integer from {least} to {most}")),
        })
    }

    pub(super) fn boolean(&self) -> Result<bool, Problem> {
        self.value.as_bool().ok_or_else(|| self.type_error("true or false"))
    }

    pub(super) fn millis(&self) -> Result<Duration, Problem> {
        self.integer(0, u32::MAX).map(|millis| Duration::from_millis(millis.into()))
    }

    pub(super) fn seconds(&self) -> Result<Duration, Problem> {
        self.integer(1, u32::MAX).map(|seconds| Duration::from_secs(seconds.into()))
    }

    pub(super) fn strings(&self) -> Result<Vec<String>, Problem> {
        self.list()?.iter().map(Self::non_empty_string).collect()
    }

    /// Reads an object of strings with any keys.
    pub(super) fn strings_by_key(&self) -> Result<BTreeMap<String, String>, Problem> {
        let entries = self.entries("an object of strings")?.into_iter();
        entries.map(|(key, node)| Ok((key.to_owned(), node.string()?))).collect()
    }

    /// Reads an object with any keys; `expected` describes it in the error.
    pub(super) fn entries(&self, expected: &str) -> Result<Vec<(&'v str, Self)>, Problem> {
        let entries = self.value.as_object().ok_or_else(|| self.type_error(expected))?;
        Ok(entries.iter().map(|(key, value)| (key.as_str(), self.child(key, value))).collect())
    }

    pub(super) fn base64(&self) -> Result<Vec<u8>, Problem> {
        BASE64_STANDARD.decode(self.string()?).map_err(|error| self.problem(format!("invalid base64: {error}")))
    }

    /// Reads an object with any keys and values.
    pub(super) fn any_object(&self) -> Result<Map<String, Value>, Problem> {
        self.value.as_object().cloned().ok_or_else(|| self.type_error("an object"))
    }

    fn child(&self, key: &str, value: &'v Value) -> Self {
        let place = if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) };
        Self { place, value }
    }

    /// Names the expected type and that of the value. Does not show the value.
    fn type_error(&self, expected: &str) -> Problem {
        let found = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.problem(format!("expected {expected}, got {found}"))
    }
}

impl Problem {
    fn with_fix(mut self, fix: &str) -> Self {
        self.message = format!("{}: {fix}", self.message);
        self
    }
}

/// An object whose keys are all known. A null value counts as absent.
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

    /// Reads the value of a key; `None` if it is absent.
    pub(super) fn read<T>(&self, key: &str, read: impl FnOnce(&Node<'v>) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
        self.get(key).as_ref().map(read).transpose()
    }

    pub(super) fn require(&self, key: &str) -> Result<Node<'v>, Problem> {
        self.get(key).ok_or_else(|| self.problem(format!("the key {key} is required")))
    }

    /// Returns the one key of `keys` that is set.
    pub(super) fn only<'k>(&self, keys: &[&'k str]) -> Result<(&'k str, Node<'v>), Problem> {
        let mut there = keys.iter().filter_map(|key| self.get(key).map(|node| (*key, node)));
        match (there.next(), there.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(self.problem(format!("one of the keys {} is required", keys.join(", ")))),
            (Some((one, _)), Some((other, _))) => Err(self.problem(format!("{one} and {other} are both set: choose one"))),
        }
    }

    pub(super) fn problem(&self, message: impl Into<String>) -> Problem {
        self.node.problem(message)
    }
}

/// Checks that no name occurs twice.
pub(super) fn check_unique<T>(list: &[Node<'_>], all: &[T], name: impl Fn(&T) -> &String) -> Result<(), Problem> {
    for (index, one) in all.iter().enumerate() {
        if let Some(first) = all[..index].iter().position(|earlier| name(earlier) == name(one)) {
            let (name, first) = (names(&all[index..=index], &name), &list[first].place);
            return Err(list[index].problem(format!("{first} also has the name {name}: names must be unique")));
        }
    }
    Ok(())
}
