//! Finds a secret where a server says it back, and puts `[hidden]` in its place: as it is, escaped, or in base64, as `Authorization: Basic` has it.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use memchr::memmem;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::spelling::{self, Spelt, spelt};

pub(crate) const HIDDEN: &str = "[hidden]";

/// The shortest secret that is hidden, in bytes: a shorter one may stand anywhere by chance.
const SHORTEST: usize = 4;
/// The shortest secret that is hidden in base64, in bytes.
const SHORTEST_ENCODED: usize = 8;

/// How a text ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    Whole,
    /// It goes on, and is cut here: even one character may be the start of the secret.
    Cut,
    /// It may have been broken off.
    Broken,
}

/// What a secret looks like where a server says it back.
pub(crate) struct Echo {
    secret: Bytes,
    encoded: Vec<Zeroizing<Vec<u8>>>,
}

enum Found {
    Nothing,
    Until(usize),
    /// The text ends after so many of its characters.
    Start(usize),
}

impl Echo {
    /// `secret` is ASCII.
    pub(super) fn of(secret: Bytes) -> Option<Self> {
        if secret.len() < SHORTEST {
            return None;
        }
        let encoded = if secret.len() < SHORTEST_ENCODED { Vec::new() } else { encoded(&secret) };
        Some(Self { secret, encoded })
    }

    /// The text without the secret, where it holds it.
    pub(crate) fn hide(&self, text: &str) -> Option<String> {
        self.hide_bytes(text.as_bytes(), End::Whole).map(|text| String::from_utf8_lossy(&text).into_owned())
    }

    /// As [`hide`](Self::hide).
    pub(crate) fn hide_bytes(&self, text: &[u8], end: End) -> Option<Vec<u8>> {
        let places = self.places(text, end);
        if places.is_empty() {
            return None;
        }
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

    /// A value that holds it is hidden whole; a name, which has no capital letters, is not there.
    pub(crate) fn hide_in_headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut().filter(|value| !self.places(value.as_bytes(), End::Whole).is_empty()) {
            *value = HeaderValue::from_static(HIDDEN);
        }
        let lower = Zeroizing::new(self.secret.to_ascii_lowercase());
        let shown: Vec<_> = headers.keys().filter(|name| memmem::find(name.as_str().as_bytes(), &lower).is_some()).cloned().collect();
        for name in shown {
            headers.remove(name);
        }
    }

    /// Where it is, from the left to the right.
    fn places(&self, text: &[u8], end: End) -> Vec<Range<usize>> {
        let mut places: Vec<_> = memmem::find_iter(text, &self.secret).map(|start| start..start + self.secret.len()).collect();
        for encoded in &self.encoded {
            places.extend(memmem::find_iter(text, &**encoded).map(|start| start..start + encoded.len()));
        }
        let first = self.secret.first().copied().unwrap_or_default();
        let starts = |(start, byte): (usize, &u8)| (*byte == first || spelling::begins(*byte)).then_some(start);
        for start in text.iter().enumerate().filter_map(starts) {
            if let Found::Until(end) = self.escaped_at(text, start) {
                places.push(start..end);
            }
        }
        let shortest = match end {
            End::Whole => usize::MAX,
            End::Cut => 1,
            End::Broken => SHORTEST,
        };
        places.extend(self.start_at_end(text, shortest));
        places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        places
    }

    fn escaped_at(&self, text: &[u8], start: usize) -> Found {
        let mut at = start;
        for (index, byte) in self.secret.iter().enumerate() {
            match spelt(&text[at..], *byte) {
                Spelt::As(length) => at += length,
                Spelt::Unfinished => return Found::Start(index),
                Spelt::Other => return Found::Nothing,
            }
        }
        Found::Until(at)
    }

    /// The start of the secret at the end of a text, if it is so many characters long.
    fn start_at_end(&self, text: &[u8], shortest: usize) -> Option<Range<usize>> {
        if shortest == usize::MAX {
            return None;
        }
        let longest = (self.secret.len() * spelling::LONGEST).min(text.len());
        let is_start = |start: &usize| {
            let rest = &text[*start..];
            matches!(self.escaped_at(text, *start), Found::Start(index) if index >= shortest)
                || self.encoded.iter().any(|encoded| rest.len() >= SHORTEST && encoded.starts_with(rest))
        };
        (text.len() - longest..text.len()).find(is_start).map(|start| start..text.len())
    }
}

/// Its base64, as far as it does not depend on what stands before and after it.
fn encoded(secret: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut all: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    for (before, skipped) in [(0, 0), (1, 2), (2, 3)] {
        let text = Zeroizing::new([&[0; 2][..before], secret].concat());
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let encoded = Zeroizing::new(engine.encode(&*text));
            let own = encoded.as_bytes()[skipped..text.len() * 8 / 6].to_vec();
            if !all.iter().any(|known| **known == own) {
                all.push(Zeroizing::new(own));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    const KEY: &str = r#"canary/7f"3a91?"#;

    fn echo(secret: &'static str) -> Echo {
        Echo::of(Bytes::from_static(secret.as_bytes())).unwrap()
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
        assert!(Echo::of(Bytes::from_static(b"abc")).is_none());
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
}
