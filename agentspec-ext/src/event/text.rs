//! JSON strings: found in place, and copied once.

use super::unescape::unescape;
use super::word::{self, WORD, is_special};

/// A string.
#[derive(Debug)]
pub(super) enum Text<'a> {
    /// A string without escapes.
    Plain(&'a str),
    /// The unescaped value of a string with escapes.
    Escaped(String),
}

/// The number of bytes that are scanned word by word before a search with memchr pays off.
const SHORT: usize = 64;

impl<'a> Text<'a> {
    /// Reads the string of `json` whose first byte after the opening quote is at `start`. Returns it with the index after its closing quote. None if the
    /// string does not end, or contains a control character or an invalid escape.
    #[inline]
    pub(super) fn at(json: &'a str, start: usize) -> Option<(Self, usize)> {
        let bytes = json.as_bytes().get(start..)?;
        let length = plain(bytes);
        match bytes.get(length)? {
            b'"' => Some((Self::Plain(json.get(start..start + length)?), start + length + 1)),
            b'\\' => unescape(bytes).map(|(text, length)| (Self::Escaped(text), start + length)),
            _ => None,
        }
    }

    pub(super) fn into_string(self) -> String {
        match self {
            Self::Plain(text) => text.to_owned(),
            Self::Escaped(text) => text,
        }
    }
}

/// Takes the string at the start of `bytes`, and the byte `end` after its closing quote. Returns it with the rest, which need not be UTF-8.
#[inline]
pub(super) fn take_string(bytes: &[u8], end: u8) -> Option<(String, &[u8])> {
    let length = plain(bytes);
    if *bytes.get(length)? == b'"' {
        // Before the copy, which is in vain if another field follows.
        let rest = bytes[length + 1..].strip_prefix(&[end])?;
        let text = short(bytes, length).or_else(|| Some(std::str::from_utf8(&bytes[..length]).ok()?.to_owned()))?;
        return Some((text, rest));
    }
    let (text, length) = unescape(bytes)?;
    Some((text, bytes[length..].strip_prefix(&[end])?))
}

/// Copies a string of `length` bytes, if it is short and a block of `bytes` suffices to check its UTF-8.
///
/// A block always takes the same number of steps. Steps that depend on the length of a word cost more than checking a whole block: this check took a
/// third of the time of a token.
#[inline]
fn short(bytes: &[u8], length: usize) -> Option<String> {
    #[repr(align(8))]
    struct Block([u8; 32]);

    let mut block = Block([0; 32]);
    match bytes.first_chunk() {
        Some(whole) => block.0 = *whole,
        None => block.0[..bytes.len()].copy_from_slice(bytes),
    }
    let text = std::str::from_utf8(&block.0).ok().filter(|text| text.is_char_boundary(length))?;
    let mut string = text.to_owned();
    string.truncate(length);
    Some(string)
}

/// Returns the number of bytes before a quote, a backslash, a control character, or the end.
#[inline]
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(word) = bytes[at..].first_chunk() {
        let plain = word::plain(*word);
        if plain != WORD {
            return at + plain;
        }
        at += WORD;
        if at == SHORT {
            return at + plain_long(&bytes[at..]);
        }
    }
    at + bytes[at..].iter().position(|byte| is_special(*byte)).unwrap_or(bytes.len() - at)
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
        Some(text.into_string())
    }

    #[test]
    fn a_string_is_read_as_by_serde_json() {
        let long = "x".repeat(600);
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
            for place in (0..20).chain(60..70).chain(230..270).chain(500..520) {
                let json = format!("\"{}{inner}{}\"", &long[..place], &long[place..]);
                assert_eq!(read(&json), serde_json::from_str(&json).ok(), "{place}: {json}");
            }
        }
    }

    #[test]
    fn a_string_without_an_end_is_not_read() {
        for json in ["", "a", "a\\", "a\\\"", "é\\"] {
            assert!(Text::at(json, 0).is_none(), "{json}");
        }
    }
}
