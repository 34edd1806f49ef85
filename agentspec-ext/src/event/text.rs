//! JSON strings: found where they are written, and copied once into a string of their own.

use super::unescape::unescape;
use super::word::{WORD, Word, first, is_special};

/// A string.
#[derive(Debug)]
pub(super) enum Text<'a> {
    /// It says what is written.
    Plain(&'a str),
    /// It was written with escapes. This is what it says.
    Escaped(String),
}

/// How many bytes are looked at word by word, before a search is worth its start.
const SHORT: usize = 64;

impl<'a> Text<'a> {
    /// The string of `json` whose first byte after its opening quote is at `start`, and the place behind its closing one. None where it
    /// does not end, or contains a control character or an escape that is not valid.
    #[inline]
    pub(super) fn at(json: &'a str, start: usize) -> Option<(Self, usize)> {
        let bytes = json.as_bytes().get(start..)?;
        let length = plain(bytes);
        match bytes.get(length)? {
            b'"' => Some((Self::Plain(json.get(start..start + length)?), start + length + 1)),
            b'\\' => unescape(bytes).map(|(says, length)| (Self::Escaped(says), start + length)),
            _ => None,
        }
    }

    pub(super) fn into_string(self) -> String {
        match self {
            Self::Plain(written) => written.to_owned(),
            Self::Escaped(says) => says,
        }
    }
}

/// What the string at the start of `bytes` says, which need not be UTF-8 behind it, and what comes after its closing quote.
#[inline]
pub(super) fn take_string(bytes: &[u8]) -> Option<(String, &[u8])> {
    let length = plain(bytes);
    let (says, length) = match bytes.get(length)? {
        b'"' => (short(bytes, length).or_else(|| Some(std::str::from_utf8(&bytes[..length]).ok()?.to_owned()))?, length + 1),
        b'\\' => unescape(bytes)?,
        _ => return None,
    };
    Some((says, &bytes[length..]))
}

/// A string of so many bytes, where it is short and no more than a block of `bytes` is needed to see that it is UTF-8.
///
/// A block always takes the same steps. Words of an answer are of any length, and each step that depends on it costs more than a block: a
/// third of the time of a token was this check.
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
    let mut says = text.to_owned();
    says.truncate(length);
    Some(says)
}

/// How many bytes come before a quote, a backslash, a control character, or the end.
#[inline]
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(word) = bytes[at..].first_chunk() {
        let special = Word::of(*word).special();
        if special != 0 {
            return at + first(special);
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
    fn a_string_is_what_serde_json_makes_of_it() {
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
    fn a_string_without_an_end_is_none() {
        for json in ["", "a", "a\\", "a\\\"", "é\\"] {
            assert!(Text::at(json, 0).is_none(), "{json}");
        }
    }
}
