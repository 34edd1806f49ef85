//! Sixteen bytes in one number, which are compared at once.
//!
//! Marks are the high bits of bytes. The mark of the first matching byte and those before it are exact: a borrow affects only later bytes.

pub(super) const WORD: usize = 16;

#[derive(Clone, Copy)]
pub(super) struct Word(u128);

impl Word {
    #[inline]
    pub(super) fn of(bytes: [u8; WORD]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }

    const fn each(byte: u8) -> u128 {
        u128::from_le_bytes([byte; WORD])
    }

    /// Marks the bytes for which [`is_special`] is true.
    #[inline]
    pub(super) fn special(self) -> u128 {
        self.equal(b'"') | self.equal(b'\\') | self.below(0x20)
    }

    /// Marks the bytes that equal `byte`.
    #[inline]
    fn equal(self, byte: u8) -> u128 {
        Self(self.0 ^ Self::each(byte)).below(1)
    }

    /// Marks the bytes that are less than `limit`, which is at most 128.
    #[inline]
    fn below(self, limit: u8) -> u128 {
        self.0.wrapping_sub(Self::each(limit)) & !self.0 & Self::each(0x80)
    }
}

/// Returns whether a byte must be escaped in a JSON string: a quote, a backslash or a control character.
#[inline]
pub(super) fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | ..0x20)
}

/// Returns the index of the first mark; the length of a word if there is none.
#[inline]
pub(super) fn first(marks: u128) -> usize {
    marks.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_mark_is_exact() {
        for byte in 0..=u8::MAX {
            for place in 0..WORD {
                for filler in [0x20, 0x7f, 0x80, 0xff] {
                    let mut bytes = [filler; WORD];
                    bytes[place] = byte;
                    let position = |matches: &dyn Fn(u8) -> bool| bytes.iter().position(|byte| matches(*byte)).unwrap_or(WORD);
                    assert_eq!(first(Word::of(bytes).special()), position(&is_special), "{bytes:?}");
                }
            }
        }
    }
}
