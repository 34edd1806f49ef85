//! Estimates the memory of JSON values from the characters of their text. The estimate is an upper bound, so that a response that is small on
//! the wire cannot use much memory once parsed.

/// The memory of an object with its first members, in bytes.
pub const OBJECT: usize = 450;
/// The memory of a list with its first items, in bytes.
pub const LIST: usize = 350;
/// The memory of each further item or member, including spare capacity, in bytes.
pub const ITEM: usize = 190;
/// The memory of a key without its text, in bytes.
pub const KEY: usize = 110;

/// The memory that values may take, as a multiple of the limit of their text.
pub const FACTOR: usize = 2;

/// Returns the memory that a character of JSON outside of strings stands for.
pub(super) fn of(byte: u8) -> usize {
    match byte {
        b'{' => OBJECT,
        b'[' => LIST,
        b',' => ITEM,
        b':' => KEY,
        _ => 0,
    }
}
