//! The ways in which one character of a secret may be written: as it is, or as an escape of JSON, of a URL, of a page or of Rust.

/// How many backslashes before an escape are taken for those of texts within texts.
const NESTED: usize = 8;
/// The longest escape: `\\\\\\\\u{00007f}`.
pub(super) const LONGEST: usize = NESTED + 10;

/// What stands at the start of a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Spelt {
    /// The character, in so many bytes.
    As(usize),
    /// The text ends before it can be told.
    Unfinished,
    Other,
}

/// Whether an escape may begin so.
pub(super) fn begins(byte: u8) -> bool {
    matches!(byte, b'\\' | b'%' | b'&' | b'+')
}

/// Whether `text` begins with the character `byte`, which is ASCII.
pub(super) fn spelt(text: &[u8], byte: u8) -> Spelt {
    let Some(&first) = text.first() else { return Spelt::Unfinished };
    let escaped = match first {
        b'\\' => backslashed(text, byte),
        b'%' => percent(text, byte),
        b'&' => entity(text, byte),
        b'+' if byte == b' ' => Spelt::As(1),
        _ => Spelt::Other,
    };
    match escaped {
        Spelt::Other if first == byte => Spelt::As(1),
        escaped => escaped,
    }
}

fn backslashed(text: &[u8], byte: u8) -> Spelt {
    let run = text.iter().take(NESTED).take_while(|byte| **byte == b'\\').count();
    let after = &text[run..];
    let Some((&kind, digits)) = after.split_first() else { return if byte == b'\\' { Spelt::As(run) } else { Spelt::Unfinished } };
    let is_it = |digits: &[u8]| code(digits) == Some(byte.into());
    let exact = |count: usize| digits.get(..count).filter(|digits| is_it(digits)).map(|_| count);
    let braced = || {
        let end = digits.iter().take(8).position(|digit| *digit == b'}').filter(|_| digits.starts_with(b"{"))?;
        is_it(&digits[1..end]).then_some(end + 1)
    };
    let length = match kind {
        b'u' => exact(4).or_else(braced),
        b'x' => exact(2),
        _ if kind == byte && byte.is_ascii_punctuation() => Some(0),
        _ => None,
    };
    match length {
        Some(length) => Spelt::As(run + 1 + length),
        None if byte == b'\\' => Spelt::As(if run >= 2 { 2 } else { 1 }),
        None if matches!(kind, b'u' | b'x') && digits.len() < 4 && digits.iter().all(|digit| is_digit(*digit)) => Spelt::Unfinished,
        None => Spelt::Other,
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b'{' | b'}')
}

/// Also of what was encoded twice, as `%2541` is.
fn percent(text: &[u8], byte: u8) -> Spelt {
    let mut at = 1;
    while text.get(at..at + 2) == Some(b"25") && byte != b'%' && at < 2 * NESTED {
        at += 2;
    }
    match text.get(at..at + 2) {
        Some(digits) if code(digits) == Some(byte.into()) => Spelt::As(at + 2),
        None if text[at..].iter().all(u8::is_ascii_hexdigit) => Spelt::Unfinished,
        _ => Spelt::Other,
    }
}

fn entity(text: &[u8], byte: u8) -> Spelt {
    let Some(end) = text.iter().take(LONGEST).position(|byte| *byte == b';') else {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        return if text.len() < LONGEST && text[1..].iter().all(is_name) { Spelt::Unfinished } else { Spelt::Other };
    };
    let due = u32::from(byte);
    let is_it = match &text[1..end] {
        [b'#', b'x' | b'X', digits @ ..] => code(digits) == Some(due),
        [b'#', digits @ ..] => str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()) == Some(due),
        b"quot" => byte == b'"',
        b"apos" => byte == b'\'',
        b"amp" => byte == b'&',
        b"lt" => byte == b'<',
        b"gt" => byte == b'>',
        _ => false,
    };
    if is_it { Spelt::As(end + 1) } else { Spelt::Other }
}

fn code(digits: &[u8]) -> Option<u32> {
    let digits = str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_known_in_each_escape() {
        for (text, byte, due) in [
            ("a", b'a', Spelt::As(1)),
            ("b", b'a', Spelt::Other),
            ("", b'a', Spelt::Unfinished),
            (r"\u0061b", b'a', Spelt::As(6)),
            (r"\u004A", b'J', Spelt::As(6)),
            (r"\\\\u004a", b'J', Spelt::As(9)),
            (r"\u{61}", b'a', Spelt::As(6)),
            (r"\x61", b'a', Spelt::As(4)),
            (r"\u00", b'a', Spelt::Unfinished),
            (r"\u0062", b'a', Spelt::Other),
            (r"\/", b'/', Spelt::As(2)),
            (r#"\""#, b'"', Spelt::As(2)),
            (r#"\\\""#, b'"', Spelt::As(4)),
            (r"\\", b'\\', Spelt::As(2)),
            (r"\n", b'n', Spelt::Other),
            ("%61", b'a', Spelt::As(3)),
            ("%2561", b'a', Spelt::As(5)),
            ("%25", b'%', Spelt::As(3)),
            ("%", b'%', Spelt::Unfinished),
            ("%zz", b'%', Spelt::As(1)),
            ("&#97;", b'a', Spelt::As(5)),
            ("&#x61;", b'a', Spelt::As(6)),
            ("&quot;", b'"', Spelt::As(6)),
            ("&am", b'&', Spelt::Unfinished),
            ("& b", b'&', Spelt::As(1)),
            ("+", b' ', Spelt::As(1)),
        ] {
            assert_eq!(spelt(text.as_bytes(), byte), due, "{text} for {}", byte as char);
        }
    }
}
