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
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    use bytes::Bytes;

    use super::*;

    const KEY: &str = r#"canary/7f"3a91?"#;

    fn echo(secret: &'static str) -> Secrets {
        Secrets(Sent::One(Echo::of(Bytes::from_static(secret.as_bytes())).map(Arc::new)))
    }

    #[test]
    fn a_secret_is_hidden_in_each_of_its_forms() {
        let each = |escape: fn(u8) -> String| KEY.bytes().map(escape).collect::<String>();
        for form in [
            KEY.to_owned(),
            KEY.replace('/', r"\/").replace('"', r#"\""#),
            KEY.replace('"', r#"\\\""#),
            each(|byte| format!("\\u{byte:04x}")),
            each(|byte| format!("\\\\u{byte:04X}")),
            each(|byte| format!("\\u{{{byte:x}}}")),
            each(|byte| format!("%{byte:02X}")),
            each(|byte| format!("%25{byte:02x}")),
            each(|byte| format!("&#{byte};")),
            KEY.replace('"', "&quot;"),
            KEY.replace("canary", "c%61nar\\u0079"),
        ] {
            assert_eq!(echo(KEY).hide(&format!("<{form}> {form}")).as_deref(), Some("<[hidden]> [hidden]"), "{form}");
        }
        for before in ["", "u:", "user:", "someone:"] {
            for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                let hidden = echo(KEY).hide(&engine.encode(format!("{before}{KEY}:and more"))).unwrap();
                let left = hidden.replace(HIDDEN, "");
                assert!(hidden.contains(HIDDEN) && left.len() < 30, "{before} {hidden}");
            }
        }
    }

    #[test]
    fn what_is_like_it_is_not_hidden() {
        for text in ["canary/7f", "canary", r"\u0063anary", "", r"\\\\\\\\\\\\\\\\\\\\", "%%%%", "&&&&", "canary/7f'3a91?"] {
            assert_eq!(echo(KEY).hide(text), None, "{text}");
        }
        assert_eq!(echo("abc").hide("abc"), None);
        assert_eq!(echo("abcd").hide("abcabcd").as_deref(), Some("abc[hidden]"));
        assert_eq!(echo(r"a\b\\c").hide(r#"{"x": "a\\b\\\\c", "y": a\b\\c}"#).as_deref(), Some(r#"{"x": "[hidden]", "y": [hidden]}"#));
    }

    #[test]
    fn the_start_of_it_at_the_end_of_a_text_is_hidden_where_more_was_there() {
        for (text, end, due) in [
            ("x: can", End::Whole, None),
            ("x: can", End::Cut, Some("x: [hidden]")),
            ("x: can", End::Broken, None),
            ("x: cana", End::Broken, Some("x: [hidden]")),
            (r"x: \u0063\u00", End::Cut, Some("x: [hidden]")),
            ("x: c%61na%", End::Broken, Some("x: [hidden]")),
            ("x: canx", End::Cut, None),
        ] {
            let hidden = echo(KEY).hide_bytes(text.as_bytes(), end);
            assert_eq!(hidden.as_deref(), due.map(str::as_bytes), "{text} {end:?}");
        }
        let encoded = STANDARD_NO_PAD.encode(KEY);
        assert_eq!(echo(KEY).hide_bytes(&encoded.as_bytes()[..9], End::Broken).as_deref(), Some(HIDDEN.as_bytes()));
    }

    #[test]
    fn it_is_hidden_in_values_and_in_the_names_of_members() {
        let mut value = serde_json::json!({"a": [KEY, 5, {KEY: null}], "b": "plain"});
        echo(KEY).hide_in_value(&mut value);
        assert_eq!(value, serde_json::json!({"a": [HIDDEN, 5, {HIDDEN: null}], "b": "plain"}));
    }

    #[test]
    fn headers_are_hidden_whole() {
        let mut headers = HeaderMap::new();
        headers.insert("x-a", HeaderValue::from_static("Bearer canary-1234"));
        headers.insert("x-canary-1234", HeaderValue::from_static("b"));
        headers.insert("x-b", HeaderValue::from_static("c"));
        echo("CANARY-1234").hide_in_headers(&mut headers);
        assert_eq!(headers.len(), 2);
        echo("canary-1234").hide_in_headers(&mut headers);
        assert_eq!((&headers["x-a"], &headers["x-b"]), (&HeaderValue::from_static(HIDDEN), &HeaderValue::from_static("c")));
    }

    #[test]
    fn each_of_several_is_hidden_and_none_lays_another_open() {
        let secrets = Secrets::of_source();
        for token in ["canary-1", "canary-1-and-more", "more-2", "canary-1"] {
            secrets.learn(Echo::of(Bytes::from_static(token.as_bytes())).map(Arc::new).as_ref());
        }
        assert_eq!(secrets.hide("canary-1, canary-1-and-more-2 and canary-2").as_deref(), Some("[hidden], [hidden] and canary-2"));
        let mut headers = HeaderMap::new();
        headers.insert("x-a", HeaderValue::from_static("more-2"));
        headers.insert("x-canary-1", HeaderValue::from_static("b"));
        secrets.hide_in_headers(&mut headers);
        assert_eq!((headers.len(), &headers["x-a"]), (1, &HeaderValue::from_static(HIDDEN)));
        let Sent::Several(known) = &secrets.0 else { panic!("it is of a source") };
        assert_eq!(known.lock().unwrap().len(), 3);
    }
}
