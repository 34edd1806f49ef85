//! What a call has sent to prove who it is, and puts `[hidden]` in its place where a server says it back.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Map, Value};

use super::{End, SecretPattern};

pub(crate) const REDACTED: &str = "[hidden]";

/// The secrets that one call has sent, and the client's. Clones share them.
#[derive(Clone)]
pub(crate) struct Secrets(Patterns);

#[derive(Clone)]
enum Patterns {
    /// The same with each attempt; None where there is none, or it is too short to be told from a word.
    One(Option<Arc<SecretPattern>>),
    /// The same with each attempt, and that of the client.
    Two(Arc<[Arc<SecretPattern>]>),
    /// What a source said, attempt after attempt.
    Dynamic(Arc<Mutex<Vec<Arc<SecretPattern>>>>),
}

impl Secrets {
    pub(crate) const NONE: Self = Self(Patterns::One(None));

    pub(crate) fn from_pattern(secret: Option<&Arc<SecretPattern>>) -> Self {
        Self(Patterns::One(secret.cloned()))
    }

    /// Those of a source, which has said none yet.
    pub(crate) fn for_source() -> Self {
        Self(Patterns::Dynamic(Arc::default()))
    }

    /// That of the client as well.
    pub(crate) fn with_client(self, clients: Option<&Arc<SecretPattern>>) -> Self {
        let Some(clients) = clients else { return self };
        Self(match self.0 {
            Patterns::One(None) => Patterns::One(Some(Arc::clone(clients))),
            Patterns::One(Some(own)) => Patterns::Two([own, Arc::clone(clients)].into()),
            Patterns::Dynamic(known) => {
                known.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(clients));
                Patterns::Dynamic(known)
            }
            two @ Patterns::Two(_) => two,
        })
    }

    /// Whether there is nothing to hide.
    pub(crate) fn is_empty(&self) -> bool {
        self.with(<[_]>::is_empty)
    }

    /// Whether no attempt brings another.
    pub(crate) fn is_complete(&self) -> bool {
        !matches!(self.0, Patterns::Dynamic(_))
    }

    /// What a source said, before it is sent.
    pub(crate) fn add(&self, secret: Option<&Arc<SecretPattern>>) {
        if let (Patterns::Dynamic(known), Some(pattern)) = (&self.0, secret) {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            if !known.iter().any(|known| known.has_same_secret(pattern)) {
                known.push(Arc::clone(pattern));
            }
        }
    }

    fn with<T>(&self, run: impl FnOnce(&[Arc<SecretPattern>]) -> T) -> T {
        match &self.0 {
            Patterns::One(pattern) => run(pattern.as_slice()),
            Patterns::Two(both) => run(both),
            Patterns::Dynamic(known) => run(&known.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// The text without them, where it holds one.
    pub(crate) fn redact(&self, text: &str) -> Option<String> {
        self.redact_bytes(text.as_bytes(), End::Whole).map(|text| String::from_utf8_lossy(&text).into_owned())
    }

    /// As [`redact`](Self::redact).
    pub(crate) fn redact_bytes(&self, text: &[u8], end: End) -> Option<Vec<u8>> {
        let mut places: Vec<_> = self.with(|patterns| patterns.iter().flat_map(|pattern| pattern.find(text, end)).collect());
        if places.is_empty() {
            return None;
        }
        places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        let mut hidden = Vec::with_capacity(text.len());
        let mut at = 0;
        for place in places {
            // They may overlap.
            if place.start >= at {
                hidden.extend_from_slice(&text[at..place.start]);
                hidden.extend_from_slice(REDACTED.as_bytes());
            }
            at = at.max(place.end);
        }
        hidden.extend_from_slice(&text[at..]);
        Some(hidden)
    }

    pub(crate) fn redact_in_place(&self, text: &mut String) {
        if let Some(hidden) = self.redact(text) {
            *text = hidden;
        }
    }

    /// In all texts of a value, and in the names of its members.
    pub(crate) fn redact_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.redact_in_place(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact_value(item)),
            Value::Object(members) => self.redact_object(members),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    pub(crate) fn redact_object(&self, members: &mut Map<String, Value>) {
        members.values_mut().for_each(|value| self.redact_value(value));
        if members.keys().any(|name| self.redact(name).is_some()) {
            let all = std::mem::take(members);
            *members = all.into_iter().map(|(name, value)| (self.redact(&name).unwrap_or(name), value)).collect();
        }
    }

    /// A value that holds one is hidden whole; a name, which has no capital letters, is not there.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        self.with(|patterns| {
            for pattern in patterns {
                for value in headers.values_mut().filter(|value| !pattern.find(value.as_bytes(), End::Whole).is_empty()) {
                    *value = HeaderValue::from_static(REDACTED);
                }
                let shown: Vec<_> = headers.keys().filter(|name| pattern.is_in_header_name(name.as_str())).cloned().collect();
                for name in shown {
                    headers.remove(name);
                }
            }
        });
    }
}

/// How many there are is no secret, but of use to nobody.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

#[cfg(test)]
mod tests;
