//! Unescapes a JSON string.
//!
//! Finds the end of the string at the same time, so that a string with escapes is scanned once. Copies whole words, which is cheaper than copying exactly
//! the bytes before the next escape: escapes are frequent in code.

use std::cell::Cell;

use super::word::{self, WORD, is_special};

/// The space that a step needs: a word, and up to four bytes of an escape after all but one byte of it.
const ROOM: usize = WORD + 4;

/// The least size of a buffer.
const LEAST: usize = 256;

/// The largest buffer that is kept.
const KEPT: usize = 64 << 10;

thread_local! {
    /// The buffer of the previous string, so that the next one neither allocates nor clears its own.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Unescapes the string at the start of `bytes`, which follow its opening quote. Returns it with the number of bytes it takes, including its closing
/// quote. None if the string does not end or an escape is invalid.
pub(super) fn unescape(bytes: &[u8]) -> Option<(String, usize)> {
    let mut buffer = BUFFER.take();
    // The numbers of bytes that are read and written.
    let (mut from, mut to) = (0, 0);
    loop {
        let Some(out) = buffer.get_mut(to..).and_then(|out| out.first_chunk_mut::<ROOM>()) else {
            buffer.resize(LEAST.max(2 * buffer.len()), 0);
            continue;
        };
        let plain = copy_plain(&bytes[from..], out);
        if plain == WORD {
            // Not by `plain`, so that the next word does not wait for the marks of this one.
            from += WORD;
            to += WORD;
            continue;
        }
        from += plain;
        to += plain;
        match *bytes.get(from)? {
            b'"' => break,
            b'\\' => match ESCAPES[usize::from(*bytes.get(from + 1)?)] {
                0 => {
                    let (character, length) = unicode(&bytes[from + 1..])?;
                    to += character.encode_utf8(&mut out[plain..]).len();
                    from += 1 + length;
                }
                byte => {
                    out[plain] = byte;
                    to += 1;
                    from += 2;
                }
            },
            _ => return None,
        }
    }
    let text = simdutf8::basic::from_utf8(&buffer[..to]).ok()?.to_owned();
    if buffer.len() <= KEPT {
        BUFFER.set(buffer);
    }
    Some((text, from + 1))
}

/// Copies the bytes before a quote, a backslash, a control character, or the end, at most a word, and returns their number.
#[inline]
fn copy_plain(bytes: &[u8], out: &mut [u8; ROOM]) -> usize {
    let Some(word) = bytes.first_chunk::<WORD>() else {
        let length = bytes.iter().position(|byte| is_special(*byte)).unwrap_or(bytes.len());
        out[..length].copy_from_slice(&bytes[..length]);
        return length;
    };
    out[..WORD].copy_from_slice(word);
    word::plain(*word)
}

/// The byte for each escape character; 0 if it is invalid or stands for more than one byte.
const ESCAPES: [u8; 256] = table(b"\"\"\\\\//b\x08f\x0cn\nr\rt\t", 0);

/// The value of each hexadecimal digit; [`NO_DIGIT`] for any other byte.
const DIGITS: [u8; 256] =
    table(b"0\x001\x012\x023\x034\x045\x056\x067\x078\x089\x09a\x0ab\x0bc\x0cd\x0de\x0ef\x0fA\x0aB\x0bC\x0cD\x0dE\x0eF\x0f", NO_DIGIT);

const NO_DIGIT: u8 = 0x10;

/// Returns a table of pairs of bytes by the first one; `other` for any other byte.
const fn table(pairs: &[u8], other: u8) -> [u8; 256] {
    let mut table = [other; 256];
    let mut at = 0;
    while at < pairs.len() {
        table[pairs[at] as usize] = pairs[at + 1];
        at += 2;
    }
    table
}

/// Returns the character of an escape from its `u` on, and its length there: that of both for a surrogate pair.
fn unicode(bytes: &[u8]) -> Option<(char, usize)> {
    let first = code_unit(bytes)?;
    if let Some(character) = char::from_u32(first.into()) {
        return Some((character, 5));
    }
    let second = code_unit(bytes[5..].strip_prefix(b"\\")?)?;
    let character = char::decode_utf16([first, second]).next()?.ok()?;
    Some((character, 11))
}

#[inline]
fn code_unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(b"u")?.first_chunk::<4>()?.map(|digit| DIGITS[usize::from(digit)]);
    let is_valid = digits.iter().fold(0, |any, digit| any | digit) < NO_DIGIT;
    is_valid.then(|| digits.iter().fold(0, |unit, digit| unit << 4 | u16::from(*digit)))
}
