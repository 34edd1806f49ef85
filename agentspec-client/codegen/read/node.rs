//! A value of the contract with its location, which error messages name.

use super::Result;
use super::yaml::Value;

/// A value and its location, as in `components.schemas.Agent`.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    place: String,
    value: &'a Value,
}

/// The members of an object, and which of them are already taken.
#[derive(Debug)]
pub(super) struct Members<'a> {
    object: Node<'a>,
    taken: Vec<&'static str>,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { place: String::new(), value }
    }

    pub(super) fn place(&self) -> &str {
        if self.place.is_empty() { "the document" } else { &self.place }
    }

    /// Returns an error with this location.
    pub(super) fn refuse<T>(&self, reason: impl AsRef<str>) -> Result<T> {
        Err(format!("{}: {}", self.place(), reason.as_ref()).into())
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    /// Returns the member `name`, if this is an object with such a member.
    pub(super) fn get(&self, name: &str) -> Option<Self> {
        Some(self.child(name, self.value.get(name)?))
    }

    pub(super) fn members(&self) -> Result<Members<'a>> {
        self.mapping()?;
        Ok(Members { object: self.clone(), taken: Vec::new() })
    }

    /// Returns all members with their names.
    pub(super) fn entries(&self) -> Result<Vec<(&'a str, Self)>> {
        let entry = |(name, value): &'a (Value, Value)| match name.as_str() {
            Some(name) => Ok((name, self.child(name, value))),
            None => self.refuse(format!("the name {name:?} must be a string: put it in quotes")),
        };
        self.mapping()?.iter().map(entry).collect()
    }

    pub(super) fn items(&self) -> Result<Vec<Self>> {
        match self.value {
            Value::Sequence(items) => Ok(items.iter().enumerate().map(|(n, item)| self.child(&n.to_string(), item)).collect()),
            _ => self.refuse("expected a list"),
        }
    }

    pub(super) fn text(&self) -> Result<&'a str> {
        self.value.as_str().map_or_else(|| self.refuse("expected a string"), Ok)
    }

    /// Returns a non-empty string without the white space around it.
    pub(super) fn prose(&self) -> Result<String> {
        match self.text()?.trim() {
            "" => self.refuse("expected a non-empty string"),
            text => Ok(text.to_owned()),
        }
    }

    /// Returns a string for a table cell.
    pub(super) fn line(&self) -> Result<String> {
        let text = self.prose()?;
        if text.contains(['\n', '|']) { self.refuse("expected one line without `|`, because it becomes a table cell") } else { Ok(text) }
    }

    pub(super) fn is_true(&self) -> Result<bool> {
        self.value.as_bool().map_or_else(|| self.refuse("expected true or false"), Ok)
    }

    pub(super) fn integer(&self) -> Result<i64> {
        self.value.as_i64().map_or_else(|| self.refuse("expected an integer"), Ok)
    }

    pub(super) fn texts(&self) -> Result<Vec<String>> {
        self.items()?.iter().map(|item| item.text().map(str::to_owned)).collect()
    }

    /// Returns the name in a `$ref` to `#/components/<kind>/<name>`, if this is a reference.
    pub(super) fn reference(&self, kind: &str) -> Result<Option<&'a str>> {
        let Some(target) = self.get("$ref") else { return Ok(None) };
        if self.entries()?.len() > 1 {
            return self.refuse("OpenAPI 3.0 ignores members beside a $ref: move them to the target");
        }
        let prefix = format!("#/components/{kind}/");
        match target.text()?.strip_prefix(&prefix) {
            Some(name) => Ok(Some(name)),
            None => target.refuse(format!("only a reference to {prefix}… is supported here")),
        }
    }

    fn mapping(&self) -> Result<&'a [(Value, Value)]> {
        self.value.as_mapping().map_or_else(|| self.refuse("expected an object"), Ok)
    }

    fn child(&self, name: &str, value: &'a Value) -> Self {
        let place = if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) };
        Self { place, value }
    }
}

impl<'a> Members<'a> {
    pub(super) fn take(&mut self, name: &'static str) -> Option<Node<'a>> {
        self.taken.push(name);
        self.object.get(name)
    }

    pub(super) fn require(&mut self, name: &'static str) -> Result<Node<'a>> {
        self.take(name).map_or_else(|| self.object.refuse(format!("`{name}` is missing")), Ok)
    }

    /// Rejects members that were not taken.
    pub(super) fn finish(self) -> Result<()> {
        match self.object.entries()?.iter().find(|(name, _)| !self.taken.contains(name)) {
            Some((name, _)) => self.object.refuse(format!("`{name}` is not supported here")),
            None => Ok(()),
        }
    }
}
