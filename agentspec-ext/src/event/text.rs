//! JSON strings: found where they are written, and copied once into a string of their own.

use super::unescape::unescape;
use super::word::{WORD, Word, first};

/// A string as it is written, without its quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    written: &'a str,
    has_escapes: bool,
}

/// How many bytes are looked at word by word, before a search is worth its start.
const SHORT: usize = 64;

impl<'a> Text<'a> {
    /// The string of `json` whose first byte after its opening quote is at `start`, and the place behind its closing one. None where it
    /// does not end, or holds a control character before its first escape: the rest is looked at when the string is made.
    #[inline]
    pub(super) fn at(json: &'a str, start: usize) -> Option<(Self, usize)> {
        let bytes = json.as_bytes();
        let special = start + plain(bytes.get(start..)?);
        let (end, has_escapes) = match bytes.get(special)? {
            b'"' => (special, false),
            b'\\' => (closing_quote(bytes, special)?, true),
            _ => return None,
        };
        Some((Self { written: json.get(start..end)?, has_escapes }, end + 1))
    }

    /// The string as it is written, where that is what it says.
    #[inline]
    pub(super) fn plain(self) -> Option<&'a str> {
        (!self.has_escapes).then_some(self.written)
    }

    /// What it says. None where an escape is not valid.
    #[inline]
    pub(super) fn to_string(self) -> Option<String> {
        if self.has_escapes { unescape(self.written) } else { Some(self.written.to_owned()) }
    }
}

/// Where the string ends whose first escape is at `escape`.
fn closing_quote(bytes: &[u8], escape: usize) -> Option<usize> {
    memchr::memchr_iter(b'"', bytes.get(escape..)?).map(|quote| escape + quote).find(|quote| {
        let backslashes = bytes[escape..*quote].iter().rev().take_while(|byte| **byte == b'\\').count();
        backslashes % 2 == 0
    })
}

/// How many bytes come before a quote, a backslash, a control character, or the end.
#[inline]
pub(super) fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(word) = bytes[at..].first_chunk() {
        let word = Word::of(*word);
        let special = word.equal(b'"') | word.equal(b'\\') | word.below(0x20);
        if special != 0 {
            return at + first(special);
        }
        at += WORD;
        if at == SHORT {
            return at + plain_long(&bytes[at..]);
        }
    }
    at + bytes[at..].iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20)).unwrap_or(bytes.len() - at)
}

fn plain_long(bytes: &[u8]) -> usize {
    let end = memchr::memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
    let least = bytes[..end].iter().fold(0xff, |least, byte| (*byte).min(least));
    if least < 0x20 { bytes.iter().position(|byte| *byte < 0x20).unwrap_or(end) } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        let (text, end) = Text::at(json, 1)?;
        assert_eq!(end, json.len(), "{json}");
        text.to_string()
    }

    #[test]
    fn a_string_is_what_serde_json_makes_of_it() {
        let long = "x".repeat(200);
        for inner in [
            "",
            "a",
            "naïve 😀",
            r#"\"\\\/\b\f\n\r\t"#,
            r"\u0000\u00e9\u00E9",
            r"\ud83d\ude00",
            r"\ud83d",
            r"\ude00",
            r"\ud83d\ud83d",
            r"\ud83dx",
            r"\u12g4",
            r"\u+123",
            r"\x",
            r"\é",
            "a\tb",
            "\u{7f}",
            r"\u12é",
        ] {
            for place in [0, 1, 7, 8, 9, 63, 64, 65, 130, 200] {
                let json = format!("\"{}{inner}{}\"", &long[..place], &long[place..]);
                assert_eq!(read(&json), serde_json::from_str(&json).ok(), "{json}");
            }
        }
    }

    #[test]
    fn a_string_without_an_end_is_none() {
        for json in ["", "a", "a\\", "a\\\"", "é\\"] {
            assert!(Text::at(json, 0).is_none(), "{json}");
        }
    }
}
