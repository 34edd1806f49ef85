//! From JSON as servers write it to JSON that `serde_json` reads without loss.
//!
//! Half of a surrogate pair becomes U+FFFD, as a byte that is no UTF-8 does, and a number that `serde_json` would round or refuse is marked.
//! Whatever else is wrong is left as it is, for `serde_json` to refuse. On the way it is counted how much memory the values will take.

use std::borrow::Cow;
use std::char::decode_utf16;

use super::{memory, number};

/// How an escape of a code unit is written, as `\u0041`.
const ESCAPE: usize = 6;

/// The text of bytes. None where it would be longer than `most`.
pub(super) fn lossy(bytes: &[u8], most: usize) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    let replaced = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let length = bytes.len().saturating_add(replaced.saturating_mul(char::REPLACEMENT_CHARACTER.len_utf8()));
    (length <= most).then(|| String::from_utf8_lossy(bytes))
}

/// The same JSON, readable. None where its values would take more memory than `most`, in bytes.
pub(super) fn readable(json: &str, most: usize) -> Option<Cow<'_, str>> {
    let mut text = Text { json, at: 0, copied: 0, out: String::new() };
    let mut taken = json.len();
    while let Some(byte) = json.as_bytes().get(text.at) {
        match byte {
            b'"' => text.string(),
            b'-' | b'0'..=b'9' | b'N' | b'I' => text.word(),
            _ => {
                taken = taken.saturating_add(memory::of(*byte));
                text.at += 1;
            }
        }
        if taken > most {
            return None;
        }
    }
    Some(text.finish())
}

struct Text<'a> {
    json: &'a str,
    at: usize,
    /// How much of the JSON is in `out`, as it was or replaced.
    copied: usize,
    out: String,
}

impl<'a> Text<'a> {
    /// Passes over a string.
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

    /// Passes over an escape, or over both of a surrogate pair.
    fn escape(&mut self) {
        let Some(unit) = self.code_unit(self.at) else {
            // One byte alone: what follows it may be the first of a longer character.
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

    /// The code unit whose escape is at this place.
    fn code_unit(&self, at: usize) -> Option<u16> {
        let digits = self.json.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
        let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    }

    /// Passes over a number, or a word that stands where one may.
    fn word(&mut self) {
        let rest = &self.json[self.at..];
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let length = rest.bytes().take_while(|byte| is_part(*byte)).count();
        // No key is a number: that is not ours to mend.
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
    fn what_serde_json_reads_stays_as_it_is() {
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
    fn half_of_a_pair_is_a_replacement_character() {
        for (json, due) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""a\ude00b""#, r#""a\ufffdb""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\u0041""#, r#""\ufffd\u0041""#),
            (r#"{"\uDFFF":"\\ud83d"}"#, r#"{"\ufffd":"\\ud83d"}"#),
            (r#""\ud83dé""#, r#""\ufffdé""#),
        ] {
            assert_eq!(readable(json, usize::MAX).as_deref(), Some(due), "{json}");
        }
    }

    #[test]
    fn text_that_grows_beyond_the_limit_is_refused_before_it_is_made() {
        let bytes = [0xff; 10];
        assert_eq!(lossy(&bytes, 40).as_deref(), Some("\u{fffd}".repeat(10).as_str()));
        assert_eq!(lossy(&bytes, 39), None);
    }
}
