//! The secrets that a call has sent, and their redaction. `[redacted]` replaces a secret that the server echoes.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Map, Value};

use super::{End, SecretPattern};

pub(crate) const REDACTED: &str = "[redacted]";

/// The secrets that a call has sent, and the client's. Clones share them.
#[derive(Clone)]
pub(crate) struct Secrets(Patterns);

#[derive(Clone)]
enum Patterns {
    /// The same in each attempt; None if there is no secret, or it is too short.
    One(Option<Arc<SecretPattern>>),
    /// The same in each attempt, and the client's.
    Two(Arc<[Arc<SecretPattern>]>),
    /// The secrets that a source has returned so far.
    Dynamic(Arc<Mutex<Vec<Arc<SecretPattern>>>>),
}

impl Secrets {
    pub(crate) const NONE: Self = Self(Patterns::One(None));

    pub(crate) fn from_pattern(secret: Option<&Arc<SecretPattern>>) -> Self {
        Self(Patterns::One(secret.cloned()))
    }

    /// Creates the secrets of a source, which has returned none yet.
    pub(crate) fn for_source() -> Self {
        Self(Patterns::Dynamic(Arc::default()))
    }

    /// Adds the client's secret.
    pub(crate) fn with_client(self, client: Option<&Arc<SecretPattern>>) -> Self {
        let Some(client) = client else { return self };
        Self(match self.0 {
            Patterns::One(None) => Patterns::One(Some(Arc::clone(client))),
            Patterns::One(Some(own)) => Patterns::Two([own, Arc::clone(client)].into()),
            Patterns::Dynamic(known) => {
                known.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(client));
                Patterns::Dynamic(known)
            }
            two @ Patterns::Two(_) => two,
        })
    }

    /// Returns whether there is nothing to redact.
    pub(crate) fn is_empty(&self) -> bool {
        self.with(<[_]>::is_empty)
    }

    /// Returns whether no further attempt can add a secret.
    pub(crate) fn is_complete(&self) -> bool {
        !matches!(self.0, Patterns::Dynamic(_))
    }

    /// Adds the secret that a source returned, before it is sent.
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

    /// Returns the redacted text, or None if it contains no secret.
    pub(crate) fn redact(&self, text: &str) -> Option<String> {
        self.redact_bytes(text.as_bytes(), End::Whole).map(|text| String::from_utf8_lossy(&text).into_owned())
    }

    /// Redacts bytes, as [`redact`](Self::redact) does.
    pub(crate) fn redact_bytes(&self, text: &[u8], end: End) -> Option<Vec<u8>> {
        let mut ranges: Vec<_> = self.with(|patterns| patterns.iter().flat_map(|pattern| pattern.find(text, end)).collect());
        if ranges.is_empty() {
            return None;
        }
        ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut redacted = Vec::with_capacity(text.len());
        let mut at = 0;
        for range in ranges {
            // Ranges may overlap.
            if range.start >= at {
                redacted.extend_from_slice(&text[at..range.start]);
                redacted.extend_from_slice(REDACTED.as_bytes());
            }
            at = at.max(range.end);
        }
        redacted.extend_from_slice(&text[at..]);
        Some(redacted)
    }

    pub(crate) fn redact_in_place(&self, text: &mut String) {
        if let Some(redacted) = self.redact(text) {
            *text = redacted;
        }
    }

    /// Redacts all strings of a value, including the names of members.
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

    /// Replaces a header value that contains a secret, and removes a header whose name contains one.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        self.with(|patterns| {
            for pattern in patterns {
                for value in headers.values_mut().filter(|value| !pattern.find(value.as_bytes(), End::Whole).is_empty()) {
                    *value = HeaderValue::from_static(REDACTED);
                }
                let names: Vec<_> = headers.keys().filter(|name| pattern.is_in_header_name(name.as_str())).cloned().collect();
                for name in names {
                    headers.remove(name);
                }
            }
        });
    }
}

/// Shows nothing. Even the number of secrets is of no use in a log.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

#[cfg(test)]
pub(super) mod tests;
