//! Rewrites JSON as servers send it to JSON that `serde_json` reads without loss.
//!
//! A lone surrogate becomes U+FFFD, as invalid UTF-8 does, and a number that `serde_json` would round or reject is marked. Any other error
//! is left for `serde_json` to report. Also counts how much memory the values will take.

use std::borrow::Cow;
use std::char::decode_utf16;

use super::{memory, number};

/// The length of an escaped code unit, as `\u0041`.
const ESCAPE: usize = 6;

/// Decodes UTF-8. Invalid bytes become U+FFFD. None if the text would be longer than `limit`.
pub(super) fn lossy(bytes: &[u8], limit: usize) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    let replaced = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let length = bytes.len().saturating_add(replaced.saturating_mul(char::REPLACEMENT_CHARACTER.len_utf8()));
    (length <= limit).then(|| String::from_utf8_lossy(bytes))
}

/// Returns the JSON in a form that `serde_json` reads. None if its values would take more than `limit` bytes of memory.
pub(super) fn readable(json: &str, limit: usize) -> Option<Cow<'_, str>> {
    let mut text = Text { json, at: 0, copied: 0, out: String::new() };
    let mut memory = json.len();
    while let Some(byte) = json.as_bytes().get(text.at) {
        match byte {
            b'"' => text.string(),
            b'-' | b'0'..=b'9' | b'N' | b'I' => text.word(),
            _ => {
                memory = memory.saturating_add(memory::of(*byte));
                text.at += 1;
            }
        }
        if memory > limit {
            return None;
        }
    }
    Some(text.finish())
}

struct Text<'a> {
    json: &'a str,
    at: usize,
    /// The length of the part of the JSON that is in `out`, unchanged or replaced.
    copied: usize,
    out: String,
}

impl<'a> Text<'a> {
    /// Skips a string.
    fn string(&mut self) {
        self.at += 1;
        while let Some(found) = memchr::memchr2(b'"', b'\\', &self.json.as_bytes()[self.at..]) {
            self.at += found;
            if self.json.as_bytes()[self.at] == b'"' {
                self.at += 1;
                return;
            }
            self.escape();
        }
        self.at = self.json.len();
    }

    /// Skips an escape, or both escapes of a surrogate pair.
    fn escape(&mut self) {
        let Some(unit) = self.code_unit(self.at) else {
            // One byte only: the next byte may start a longer character.
            self.at = self.json.len().min(self.at + 1 + usize::from(matches!(self.json.as_bytes().get(self.at + 1), Some(b'"' | b'\\'))));
            return;
        };
        let is_whole = |units: &[u16]| decode_utf16(units.iter().copied()).all(|character| character.is_ok());
        if is_whole(&[unit]) {
            self.at += ESCAPE;
        } else if self.code_unit(self.at + ESCAPE).is_some_and(|second| is_whole(&[unit, second])) {
            self.at += 2 * ESCAPE;
        } else {
            self.replace(ESCAPE, "\\ufffd");
        }
    }

    /// Returns the code unit that is escaped at this position.
    fn code_unit(&self, at: usize) -> Option<u16> {
        let digits = self.json.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
        let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    }

    /// Skips a number, or a word in the place of a number.
    fn word(&mut self) {
        let rest = &self.json[self.at..];
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let length = rest.bytes().take_while(|byte| is_part(*byte)).count();
        // A key cannot be a number: `serde_json` reports the error.
        let is_key = || rest[length..].trim_start_matches([' ', '\t', '\n', '\r']).starts_with(':');
        match number::marked(&rest[..length]) {
            Some(marked) if !is_key() => self.replace(length, &marked),
            _ => self.at += length,
        }
    }

    fn replace(&mut self, length: usize, by: &str) {
        self.out.push_str(&self.json[self.copied..self.at]);
        self.out.push_str(by);
        self.at += length;
        self.copied = self.at;
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.json);
        }
        self.out.push_str(&self.json[self.copied..]);
        Cow::Owned(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_that_serde_json_reads_is_unchanged() {
        for json in [
            "",
            "{}",
            r#"{"a": [1, -2.5e3, true, null, "NaN 1e400 99999999999999999999"]}"#,
            r#""\ud83d\ude00 \u00e9 \"\\\/ é\é""#,
            r#""no end"#,
            r#""\"#,
            r#""\u12"#,
            r#""\u+123""#,
            "tru\u{e9}",
            "{NaN:1, 99999999999999999999 :2}",
        ] {
            assert!(matches!(readable(json, usize::MAX), Some(Cow::Borrowed(text)) if text == json), "{json}");
        }
    }

    #[test]
    fn a_lone_surrogate_is_a_replacement_character() {
        for (json, expected) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""a\ude00b""#, r#""a\ufffdb""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\u0041""#, r#""\ufffd\u0041""#),
            (r#"{"\uDFFF":"\\ud83d"}"#, r#"{"\ufffd":"\\ud83d"}"#),
            (r#""\ud83dé""#, r#""\ufffdé""#),
        ] {
            assert_eq!(readable(json, usize::MAX).as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn text_that_would_exceed_the_limit_is_rejected_before_it_is_decoded() {
        let bytes = [0xff; 10];
        assert_eq!(lossy(&bytes, 40).as_deref(), Some("\u{fffd}".repeat(10).as_str()));
        assert_eq!(lossy(&bytes, 39), None);
    }
}
