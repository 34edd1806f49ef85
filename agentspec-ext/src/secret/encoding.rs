//! The encodings of one character of a secret: verbatim, or as an escape of JSON, URLs, HTML or Rust.

/// The number of backslashes that are accepted before an escape, for JSON inside JSON.
const MAX_BACKSLASHES: usize = 8;
/// The longest escape: `\\\\\\\\u{00007f}`.
pub(super) const MAX_LENGTH: usize = MAX_BACKSLASHES + 10;

/// The result of comparing the start of a text with a character.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum CharMatch {
    /// The character takes this many bytes.
    Length(usize),
    /// The text ends before the comparison does.
    Incomplete,
    Mismatch,
}

/// Returns whether a byte starts an escape.
pub(super) fn starts_escape(byte: u8) -> bool {
    matches!(byte, b'\\' | b'%' | b'&' | b'+')
}

/// Compares the start of `text` with the character `byte`, which is ASCII.
pub(super) fn match_char(text: &[u8], byte: u8) -> CharMatch {
    let Some(&first) = text.first() else { return CharMatch::Incomplete };
    let escaped = match first {
        b'\\' => backslash_escape(text, byte),
        b'%' => percent_escape(text, byte),
        b'&' => html_entity(text, byte),
        b'+' if byte == b' ' => CharMatch::Length(1),
        _ => CharMatch::Mismatch,
    };
    match escaped {
        CharMatch::Mismatch if first == byte => CharMatch::Length(1),
        escaped => escaped,
    }
}

fn backslash_escape(text: &[u8], byte: u8) -> CharMatch {
    let run = text.iter().take(MAX_BACKSLASHES).take_while(|byte| **byte == b'\\').count();
    let after = &text[run..];
    let Some((&kind, digits)) = after.split_first() else {
        return if byte == b'\\' { CharMatch::Length(run) } else { CharMatch::Incomplete };
    };
    let matches = |digits: &[u8]| hex(digits) == Some(byte.into());
    let exact = |count: usize| digits.get(..count).filter(|digits| matches(digits)).map(|_| count);
    let braced = || {
        let end = digits.iter().take(8).position(|digit| *digit == b'}').filter(|_| digits.starts_with(b"{"))?;
        matches(&digits[1..end]).then_some(end + 1)
    };
    let length = match kind {
        b'u' => exact(4).or_else(braced),
        b'x' => exact(2),
        _ if kind == byte && byte.is_ascii_punctuation() => Some(0),
        _ => None,
    };
    match length {
        Some(length) => CharMatch::Length(run + 1 + length),
        None if byte == b'\\' => CharMatch::Length(if run >= 2 { 2 } else { 1 }),
        None if matches!(kind, b'u' | b'x') && digits.len() < 4 && digits.iter().all(|digit| is_escape_digit(*digit)) => {
            CharMatch::Incomplete
        }
        None => CharMatch::Mismatch,
    }
}

fn is_escape_digit(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b'{' | b'}')
}

/// Accepts double encoding too, as in `%2541`.
fn percent_escape(text: &[u8], byte: u8) -> CharMatch {
    let mut at = 1;
    while text.get(at..at + 2) == Some(b"25") && byte != b'%' && at < 2 * MAX_BACKSLASHES {
        at += 2;
    }
    match text.get(at..at + 2) {
        Some(digits) if hex(digits) == Some(byte.into()) => CharMatch::Length(at + 2),
        None if text[at..].iter().all(u8::is_ascii_hexdigit) => CharMatch::Incomplete,
        _ => CharMatch::Mismatch,
    }
}

fn html_entity(text: &[u8], byte: u8) -> CharMatch {
    let Some(end) = text.iter().take(MAX_LENGTH).position(|byte| *byte == b';') else {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        return if text.len() < MAX_LENGTH && text[1..].iter().all(is_name) { CharMatch::Incomplete } else { CharMatch::Mismatch };
    };
    let expected = u32::from(byte);
    let matches = match &text[1..end] {
        [b'#', b'x' | b'X', digits @ ..] => hex(digits) == Some(expected),
        [b'#', digits @ ..] => str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()) == Some(expected),
        b"quot" => byte == b'"',
        b"apos" => byte == b'\'',
        b"amp" => byte == b'&',
        b"lt" => byte == b'<',
        b"gt" => byte == b'>',
        _ => false,
    };
    if matches { CharMatch::Length(end + 1) } else { CharMatch::Mismatch }
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digits = str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_recognized_in_each_escape() {
        for (text, byte, expected) in [
            ("a", b'a', CharMatch::Length(1)),
            ("b", b'a', CharMatch::Mismatch),
            ("", b'a', CharMatch::Incomplete),
            (r"\u0061b", b'a', CharMatch::Length(6)),
            (r"\u004A", b'J', CharMatch::Length(6)),
            (r"\\\\u004a", b'J', CharMatch::Length(9)),
            (r"\u{61}", b'a', CharMatch::Length(6)),
            (r"\x61", b'a', CharMatch::Length(4)),
            (r"\u00", b'a', CharMatch::Incomplete),
            (r"\u0062", b'a', CharMatch::Mismatch),
            (r"\/", b'/', CharMatch::Length(2)),
            (r#"\""#, b'"', CharMatch::Length(2)),
            (r#"\\\""#, b'"', CharMatch::Length(4)),
            (r"\\", b'\\', CharMatch::Length(2)),
            (r"\n", b'n', CharMatch::Mismatch),
            ("%61", b'a', CharMatch::Length(3)),
            ("%2561", b'a', CharMatch::Length(5)),
            ("%25", b'%', CharMatch::Length(3)),
            ("%", b'%', CharMatch::Incomplete),
            ("%zz", b'%', CharMatch::Length(1)),
            ("&#97;", b'a', CharMatch::Length(5)),
            ("&#x61;", b'a', CharMatch::Length(6)),
            ("&quot;", b'"', CharMatch::Length(6)),
            ("&am", b'&', CharMatch::Incomplete),
            ("& b", b'&', CharMatch::Length(1)),
            ("+", b' ', CharMatch::Length(1)),
        ] {
            assert_eq!(match_char(text.as_bytes(), byte), expected, "{text} for {}", byte as char);
        }
    }
}
