//! From a JSON string as it is written to what it says.
//!
//! Copies by words of eight bytes, which are cheaper than as many bytes as there are before the next escape: those come often in code.

use super::word::{WORD, Word, first};

/// How long a written string may be to be made on the stack, so that it needs one allocation.
const SHORT: usize = 248;

/// What a string says that is written so, without its quotes. None where an escape is not valid.
pub(super) fn unescape(written: &str) -> Option<String> {
    if written.len() <= SHORT {
        return unescape_into(written, &mut [0; SHORT + WORD]);
    }
    unescape_into(written, &mut vec![0; written.len() + WORD])
}

/// Uses `buffer`, which has a word more than `written`: what a string says is never longer than how it is written.
fn unescape_into(written: &str, buffer: &mut [u8]) -> Option<String> {
    let bytes = written.as_bytes();
    let (mut from, mut to) = (0, 0);
    while from < bytes.len() {
        let copied = copy_plain(&bytes[from..], &mut buffer[to..]);
        (from, to) = (from + copied, to + copied);
        if copied == WORD || from == bytes.len() {
            continue;
        }
        if bytes[from] != b'\\' {
            return None;
        }
        let escape = *bytes.get(from + 1)?;
        from += 2;
        match SAYS[usize::from(escape)] {
            0 if escape == b'u' => {
                let (character, length) = unicode(&bytes[from..])?;
                from += length;
                to += character.encode_utf8(&mut buffer[to..]).len();
            }
            0 => return None,
            says => {
                buffer[to] = says;
                to += 1;
            }
        }
    }
    simdutf8::basic::from_utf8(&buffer[..to]).ok().map(str::to_owned)
}

/// What a byte after a backslash says; 0 where it is none, or says more than one byte.
const SAYS: [u8; 256] = {
    let mut says = [0; 256];
    let escapes = *b"\"\"\\\\//b\x08f\x0cn\nr\rt\t";
    let mut at = 0;
    while at < escapes.len() {
        says[escapes[at] as usize] = escapes[at + 1];
        at += 2;
    }
    says
};

/// Copies what comes before a backslash or a control character, a word of it at most.
#[inline]
fn copy_plain(bytes: &[u8], buffer: &mut [u8]) -> usize {
    let Some(word) = bytes.first_chunk::<WORD>() else {
        let length = bytes.iter().position(|byte| matches!(byte, b'\\' | ..0x20)).unwrap_or(bytes.len());
        buffer[..length].copy_from_slice(&bytes[..length]);
        return length;
    };
    buffer[..WORD].copy_from_slice(word);
    let word = Word::of(*word);
    first(word.equal(b'\\') | word.below(0x20))
}

/// The character of an escape after its `\u`, and how long it is written: of a pair of surrogates both.
fn unicode(bytes: &[u8]) -> Option<(char, usize)> {
    let first = code_unit(bytes)?;
    if let Some(character) = char::from_u32(first.into()) {
        return Some((character, 4));
    }
    let second = code_unit(bytes[4..].strip_prefix(b"\\u")?)?;
    let character = char::decode_utf16([first, second]).next()?.ok()?;
    Some((character, 10))
}

fn code_unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.first_chunk::<4>()?;
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?))
}
