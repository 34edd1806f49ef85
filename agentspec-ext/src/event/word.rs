//! Sixteen bytes at once, in one number.
//!
//! Marks are the high bits of bytes. Those of the first marked byte, and of those before it, are exact: a borrow reaches only those after it.

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

    /// Marks the bytes that [`is_special`].
    #[inline]
    pub(super) fn special(self) -> u128 {
        self.equal(b'"') | self.equal(b'\\') | self.below(0x20)
    }

    /// Marks the bytes that are `byte`.
    #[inline]
    fn equal(self, byte: u8) -> u128 {
        Self(self.0 ^ Self::each(byte)).below(1)
    }

    /// Marks the bytes that are less than `limit`, which is 128 at most.
    #[inline]
    fn below(self, limit: u8) -> u128 {
        self.0.wrapping_sub(Self::each(limit)) & !self.0 & Self::each(0x80)
    }
}

/// Whether a byte cannot stand in a JSON string as it is: a quote, a backslash or a control character.
#[inline]
pub(super) fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | ..0x20)
}

/// The place of the first mark; the length of a word where there is none.
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
                    let position = |is_due: &dyn Fn(u8) -> bool| bytes.iter().position(|byte| is_due(*byte)).unwrap_or(WORD);
                    assert_eq!(first(Word::of(bytes).special()), position(&is_special), "{bytes:?}");
                }
            }
        }
    }
}
