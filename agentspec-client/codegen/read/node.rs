//! A value of the contract that knows where it stands, so that what is refused is named by its place.

use super::Result;
use super::yaml::Value;

/// A value and its place, as in `components.schemas.Agent`.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    place: String,
    value: &'a Value,
}

/// The members of an object, each to be taken once.
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

    /// The error that this place is refused with.
    pub(super) fn refuse<T>(&self, reason: impl AsRef<str>) -> Result<T> {
        Err(format!("{}: {}", self.place(), reason.as_ref()).into())
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    /// The member `name`, where this is an object that has it.
    pub(super) fn get(&self, name: &str) -> Option<Self> {
        Some(self.child(name, self.value.get(name)?))
    }

    pub(super) fn members(&self) -> Result<Members<'a>> {
        self.mapping()?;
        Ok(Members { object: self.clone(), taken: Vec::new() })
    }

    /// All members, with their names.
    pub(super) fn entries(&self) -> Result<Vec<(&'a str, Self)>> {
        let entry = |(name, value): &'a (Value, Value)| match name.as_str() {
            Some(name) => Ok((name, self.child(name, value))),
            None => self.refuse(format!("the name {name:?} is to be a string: put it in quotes")),
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

    /// A text without the white space around it.
    pub(super) fn prose(&self) -> Result<String> {
        match self.text()?.trim() {
            "" => self.refuse("expected a text"),
            text => Ok(text.to_owned()),
        }
    }

    /// A text for the cell of a table.
    pub(super) fn line(&self) -> Result<String> {
        let text = self.prose()?;
        if text.contains(['\n', '|']) { self.refuse("expected one line without `|`, since it stands in a table") } else { Ok(text) }
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

    /// The name that a `$ref` to `#/components/<kind>/<name>` names, where this is one.
    pub(super) fn reference(&self, kind: &str) -> Result<Option<&'a str>> {
        let Some(target) = self.get("$ref") else { return Ok(None) };
        if self.entries()?.len() > 1 {
            return self.refuse("beside a $ref, OpenAPI 3.0 reads nothing: move it to the target");
        }
        let due = format!("#/components/{kind}/");
        match target.text()?.strip_prefix(&due) {
            Some(name) => Ok(Some(name)),
            None => target.refuse(format!("only a reference to {due}… is supported here")),
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

    /// Refuses what was not taken.
    pub(super) fn finish(self) -> Result<()> {
        match self.object.entries()?.iter().find(|(name, _)| !self.taken.contains(name)) {
            Some((name, _)) => self.object.refuse(format!("`{name}` is not supported here")),
            None => Ok(()),
        }
    }
}
