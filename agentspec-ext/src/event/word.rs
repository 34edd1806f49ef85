//! Sixteen bytes in one number, which are compared at once.

pub(super) const WORD: usize = 16;

/// Returns the number of bytes before the first for which [`is_special`] is true.
#[inline]
pub(super) fn plain(word: [u8; WORD]) -> usize {
    const fn each(byte: u8) -> u128 {
        u128::from_le_bytes([byte; WORD])
    }

    let word = u128::from_le_bytes(word);
    let less = |word: u128, limit: u8| word.wrapping_sub(each(limit));
    // A mark is the high bit of a byte below 128. The first one is exact, since a borrow affects only later bytes.
    let marks = less(word ^ each(b'"'), 1) | less(word ^ each(b'\\'), 1) | less(word, 0x20);
    (marks & !word & each(0x80)).trailing_zeros() as usize / 8
}

/// Returns whether a byte must be escaped in a JSON string: a quote, a backslash or a control character.
#[inline]
pub(super) fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | ..0x20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_plain_bytes_is_exact() {
        for byte in 0..=u8::MAX {
            for place in 0..WORD {
                for filler in [0x20, 0x7f, 0x80, 0xff] {
                    let mut bytes = [filler; WORD];
                    bytes[place] = byte;
                    assert_eq!(plain(bytes), bytes.iter().position(|byte| is_special(*byte)).unwrap_or(WORD), "{bytes:?}");
                }
            }
        }
    }
}
