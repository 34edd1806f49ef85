//! What a call has sent to prove who it is, and puts `[hidden]` in its place where a server says it back.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Map, Value};

use super::{Echo, End};

pub(crate) const HIDDEN: &str = "[hidden]";

/// The secrets that one call has sent, and the client's. Clones share them.
#[derive(Clone)]
pub(crate) struct Secrets(Sent);

#[derive(Clone)]
enum Sent {
    /// The same with each attempt; None where there is none, or it is too short to be told from a word.
    One(Option<Arc<Echo>>),
    /// The same with each attempt, and that of the client.
    Two(Arc<[Arc<Echo>]>),
    /// What a source said, attempt after attempt.
    Several(Arc<Mutex<Vec<Arc<Echo>>>>),
}

impl Secrets {
    pub(crate) const NONE: Self = Self(Sent::One(None));

    pub(crate) fn of(secret: Option<&Arc<Echo>>) -> Self {
        Self(Sent::One(secret.cloned()))
    }

    /// Those of a source, which has said none yet.
    pub(crate) fn of_source() -> Self {
        Self(Sent::Several(Arc::default()))
    }

    /// That of the client as well.
    pub(crate) fn and(self, clients: Option<&Arc<Echo>>) -> Self {
        let Some(clients) = clients else { return self };
        Self(match self.0 {
            Sent::One(None) => Sent::One(Some(Arc::clone(clients))),
            Sent::One(Some(own)) => Sent::Two([own, Arc::clone(clients)].into()),
            Sent::Several(known) => {
                known.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(clients));
                Sent::Several(known)
            }
            two @ Sent::Two(_) => two,
        })
    }

    /// Whether there is nothing to hide.
    pub(crate) fn is_empty(&self) -> bool {
        self.with(<[_]>::is_empty)
    }

    /// Whether no attempt brings another.
    pub(crate) fn are_settled(&self) -> bool {
        !matches!(self.0, Sent::Several(_))
    }

    /// What a source said, before it is sent.
    pub(crate) fn learn(&self, secret: Option<&Arc<Echo>>) {
        if let (Sent::Several(known), Some(echo)) = (&self.0, secret) {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            if !known.iter().any(|known| known.is(echo)) {
                known.push(Arc::clone(echo));
            }
        }
    }

    fn with<T>(&self, run: impl FnOnce(&[Arc<Echo>]) -> T) -> T {
        match &self.0 {
            Sent::One(echo) => run(echo.as_slice()),
            Sent::Two(both) => run(both),
            Sent::Several(known) => run(&known.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// The text without them, where it holds one.
    pub(crate) fn hide(&self, text: &str) -> Option<String> {
        self.hide_bytes(text.as_bytes(), End::Whole).map(|text| String::from_utf8_lossy(&text).into_owned())
    }

    /// As [`hide`](Self::hide).
    pub(crate) fn hide_bytes(&self, text: &[u8], end: End) -> Option<Vec<u8>> {
        let mut places: Vec<_> = self.with(|echoes| echoes.iter().flat_map(|echo| echo.places(text, end)).collect());
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
                hidden.extend_from_slice(HIDDEN.as_bytes());
            }
            at = at.max(place.end);
        }
        hidden.extend_from_slice(&text[at..]);
        Some(hidden)
    }

    pub(crate) fn hide_in(&self, text: &mut String) {
        if let Some(hidden) = self.hide(text) {
            *text = hidden;
        }
    }

    /// In all texts of a value, and in the names of its members.
    pub(crate) fn hide_in_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.hide_in(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide_in_value(item)),
            Value::Object(members) => self.hide_in_object(members),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    pub(crate) fn hide_in_object(&self, members: &mut Map<String, Value>) {
        members.values_mut().for_each(|value| self.hide_in_value(value));
        if members.keys().any(|name| self.hide(name).is_some()) {
            let all = std::mem::take(members);
            *members = all.into_iter().map(|(name, value)| (self.hide(&name).unwrap_or(name), value)).collect();
        }
    }

    /// A value that holds one is hidden whole; a name, which has no capital letters, is not there.
    pub(crate) fn hide_in_headers(&self, headers: &mut HeaderMap) {
        self.with(|echoes| {
            for echo in echoes {
                for value in headers.values_mut().filter(|value| !echo.places(value.as_bytes(), End::Whole).is_empty()) {
                    *value = HeaderValue::from_static(HIDDEN);
                }
                let shown: Vec<_> = headers.keys().filter(|name| echo.is_in_name(name.as_str())).cloned().collect();
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
