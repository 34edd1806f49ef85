//! From a JSON string as it is written to what it says.
//!
//! Finds the end of the string on the way, so that one with escapes is looked through once. Copies by words, which are cheaper than as many
//! bytes as there are before the next escape: those come often in code.

use super::word::{WORD, Word, first, is_special};

/// How much room a step needs: for a word, and behind all but one byte of it for what an escape says.
const ROOM: usize = WORD + 4;

/// How long a string may be to need no buffer but the stack, so that it takes one allocation.
const SHORT: usize = 256;

/// What the string at the start of `bytes` says, which lie after its opening quote, and how many of them it takes, its closing quote
/// included. None where it does not end, or an escape is not valid.
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
    /// How much is read.
    from: usize,
    /// How much is written.
    to: usize,
}

impl Unescape<'_> {
    /// Goes on into the same buffer, as it was or longer: true at the end of the string, false where there is no room for more.
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

    /// Copies what comes before a quote, a backslash or a control character, a word at most. Returns how much that is.
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

    /// Takes the escape that is next.
    #[inline]
    fn escape(&mut self, buffer: &mut [u8]) -> Option<()> {
        let escape = *self.bytes.get(self.from + 1)?;
        self.from += 2;
        match SAYS[usize::from(escape)] {
            0 if escape == b'u' => {
                let (character, length) = unicode(&self.bytes[self.from..])?;
                self.from += length;
                self.to += character.encode_utf8(buffer.get_mut(self.to..self.to + 4)?).len();
            }
            0 => return None,
            says => {
                *buffer.get_mut(self.to)? = says;
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
