//! JSON strings, from the bytes between their quotes. Copies once, into a string of its own.

/// A string as it was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    bytes: &'a [u8],
    has_escapes: bool,
}

/// How many bytes are looked at word by word, before a longer string is worth a search that is slow to start.
const SHORT: usize = 64;

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

impl<'a> Text<'a> {
    /// The string at the start of `bytes`, which lie after its opening quote, and what comes after its closing one. None where it does not
    /// end, or holds a control character.
    #[inline]
    pub(super) fn take(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let mut at = 0;
        let mut has_escapes = false;
        loop {
            at += plain(&bytes[at..]);
            match bytes.get(at)? {
                b'"' => return Some((Self { bytes: &bytes[..at], has_escapes }, &bytes[at + 1..])),
                b'\\' => {
                    has_escapes = true;
                    // What is escaped is looked at when the string is made.
                    at += 2;
                    bytes.get(at)?;
                }
                _ => return None,
            }
        }
    }

    /// The bytes of a string without escapes.
    #[inline]
    pub(super) fn plain(self) -> Option<&'a [u8]> {
        (!self.has_escapes).then_some(self.bytes)
    }

    /// The string. None where an escape, or the UTF-8, is not valid.
    #[inline]
    pub(super) fn to_string(self) -> Option<String> {
        if self.has_escapes { self.unescape() } else { std::str::from_utf8(self.bytes).ok().map(str::to_owned) }
    }

    fn unescape(self) -> Option<String> {
        let mut text = Vec::with_capacity(self.bytes.len());
        let mut rest = self.bytes;
        while let Some(at) = memchr::memchr(b'\\', rest) {
            text.extend_from_slice(&rest[..at]);
            let (&escape, after) = rest[at + 1..].split_first()?;
            rest = after;
            match escape {
                b'"' | b'\\' | b'/' => text.push(escape),
                b'b' => text.push(0x08),
                b'f' => text.push(0x0c),
                b'n' => text.push(b'\n'),
                b'r' => text.push(b'\r'),
                b't' => text.push(b'\t'),
                b'u' => {
                    let (character, after) = unicode(rest)?;
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    rest = after;
                }
                _ => return None,
            }
        }
        text.extend_from_slice(rest);
        String::from_utf8(text).ok()
    }
}

/// The character of a `\u` escape, after its `u`: one of a pair of surrogates comes with the other.
fn unicode(bytes: &[u8]) -> Option<(char, &[u8])> {
    let (first, rest) = code_unit(bytes)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, rest));
    }
    let (second, rest) = code_unit(rest.strip_prefix(b"\\u")?)?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((character, rest))
}

fn code_unit(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = bytes.split_first_chunk::<4>()?;
    let value = digits.iter().try_fold(0, |value, digit| Some(value * 16 + char::from(*digit).to_digit(16)?))?;
    Some((value, rest))
}

/// How many bytes come before a quote, a backslash, a control character, or the end.
#[inline]
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(word) = bytes.get(at..at + 8).and_then(|word| word.try_into().ok()).map(u64::from_le_bytes) {
        let special = special(word);
        if special != 0 {
            return at + special.trailing_zeros() as usize / 8;
        }
        at += 8;
        if at >= SHORT {
            return at + plain_long(&bytes[at..]);
        }
    }
    at + bytes[at..].iter().position(|byte| is_special(*byte)).unwrap_or(bytes.len() - at)
}

fn plain_long(bytes: &[u8]) -> usize {
    let end = memchr::memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
    let has_control = |block: &&[u8]| block.iter().fold(0xff, |least, byte| least.min(*byte)) < 0x20;
    match bytes[..end].chunks(64).position(|block| has_control(&block)) {
        None => end,
        Some(block) => block * 64 + bytes[block * 64..end].iter().position(|byte| *byte < 0x20).unwrap_or(0),
    }
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | ..0x20)
}

/// The high bit of each byte that is special, as far as the first one: bytes above it may be marked though they are not.
fn special(word: u64) -> u64 {
    let is_zero = |word: u64| word.wrapping_sub(each(1)) & !word;
    let is_control = word.wrapping_sub(each(0x20)) & !word;
    (is_zero(word ^ each(b'"')) | is_zero(word ^ each(b'\\')) | is_control) & each(0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        let (text, rest) = Text::take(json.as_bytes().strip_prefix(b"\"")?)?;
        assert!(rest.is_empty(), "{json}");
        text.to_string()
    }

    #[test]
    fn a_string_is_what_serde_json_makes_of_it() {
        let long = "x".repeat(200);
        for json in [
            r#""""#,
            r#""a""#,
            r#""naïve 😀""#,
            r#""\"\\\/\b\f\n\r\t""#,
            r#""\u0000\u00e9\u00E9""#,
            r#""\ud83d\ude00""#,
            r#""\ud83d""#,
            r#""\ude00""#,
            r#""\ud83d\ud83d""#,
            r#""\ud83dx""#,
            r#""\u12g4""#,
            r#""\x""#,
            r#""\u+123""#,
            "\"a\tb\"",
            "\"\u{7f}\"",
        ] {
            assert_eq!(read(json), serde_json::from_str(json).ok(), "{json}");
            for place in [0, 1, 7, 8, 9, 63, 64, 65, 130, 200] {
                let inner = &json[1..json.len() - 1];
                let json = format!("\"{}{inner}{}\"", &long[..place], &long[place..]);
                assert_eq!(read(&json), serde_json::from_str(&json).ok(), "{json}");
            }
        }
    }

    #[test]
    fn a_string_without_an_end_is_none() {
        for json in ["\"", "\"a", "\"a\\", "\"a\\\""] {
            assert!(Text::take(&json.as_bytes()[1..]).is_none(), "{json}");
        }
    }
}
