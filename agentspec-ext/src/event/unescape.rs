//! Unescapes a JSON string.
//!
//! Finds the end of the string at the same time, so that a string with escapes is scanned once. Copies whole words, which is cheaper than copying exactly
//! the bytes before the next escape: escapes are frequent in code.

use super::word::{WORD, Word, first, is_special};

/// The space that a step needs: a word, and up to four bytes of an escape after all but one byte of it.
const ROOM: usize = WORD + 4;

/// The longest string that is unescaped on the stack, so that it takes one allocation.
const SHORT: usize = 256;

/// Unescapes the string at the start of `bytes`, which follow its opening quote. Returns it with the number of bytes it takes, including its closing
/// quote. None if the string does not end or an escape is invalid.
pub(super) fn unescape(bytes: &[u8]) -> Option<(String, usize)> {
    let mut unescape = Unescape { bytes, from: 0, to: 0 };
    let mut short = [0; SHORT];
    if unescape.fill(&mut short)? {
        return unescape.finish(&short);
    }
    let mut buffer = short.to_vec();
    loop {
        buffer.resize(buffer.len() * 2, 0);
        if unescape.fill(&mut buffer)? {
            return unescape.finish(&buffer);
        }
    }
}

struct Unescape<'a> {
    bytes: &'a [u8],
    /// The number of bytes that are read.
    from: usize,
    /// The number of bytes that are written.
    to: usize,
}

impl Unescape<'_> {
    /// Continues in the same buffer, which may have grown: returns true at the end of the string, false if the buffer is full.
    fn fill(&mut self, buffer: &mut [u8]) -> Option<bool> {
        while self.to + ROOM <= buffer.len() {
            let plain = self.copy_plain(buffer);
            self.from += plain;
            self.to += plain;
            if plain == WORD {
                continue;
            }
            match *self.bytes.get(self.from)? {
                b'"' => return Some(true),
                b'\\' => self.escape(buffer)?,
                _ => return None,
            }
        }
        Some(false)
    }

    /// Copies the bytes before a quote, a backslash or a control character, at most a word, and returns their number.
    #[inline]
    fn copy_plain(&self, buffer: &mut [u8]) -> usize {
        let (rest, buffer) = (&self.bytes[self.from..], &mut buffer[self.to..]);
        let Some(bytes) = rest.first_chunk::<WORD>() else {
            let length = rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len());
            buffer[..length].copy_from_slice(&rest[..length]);
            return length;
        };
        buffer[..WORD].copy_from_slice(bytes);
        first(Word::of(*bytes).special())
    }

    /// Consumes the next escape.
    #[inline]
    fn escape(&mut self, buffer: &mut [u8]) -> Option<()> {
        let escape = *self.bytes.get(self.from + 1)?;
        self.from += 2;
        match ESCAPES[usize::from(escape)] {
            0 if escape == b'u' => {
                let (character, length) = unicode(&self.bytes[self.from..])?;
                self.from += length;
                self.to += character.encode_utf8(buffer.get_mut(self.to..self.to + 4)?).len();
            }
            0 => return None,
            byte => {
                *buffer.get_mut(self.to)? = byte;
                self.to += 1;
            }
        }
        Some(())
    }

    fn finish(self, buffer: &[u8]) -> Option<(String, usize)> {
        let text = simdutf8::basic::from_utf8(&buffer[..self.to]).ok()?;
        Some((text.to_owned(), self.from + 1))
    }
}

/// The byte for each escape character; 0 if it is invalid or stands for more than one byte.
const ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    let escapes = *b"\"\"\\\\//b\x08f\x0cn\nr\rt\t";
    let mut at = 0;
    while at < escapes.len() {
        table[escapes[at] as usize] = escapes[at + 1];
        at += 2;
    }
    table
};

/// Returns the character of an escape after its `\u`, and its length in the text: that of both for a surrogate pair.
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
