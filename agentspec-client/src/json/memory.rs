//! How much memory the values of JSON take, by the characters that they are written with: an upper bound, so that an answer which is small on
//! the wire cannot be huge once it is read.

/// An object, with its first members, in the place that it lies in.
pub const OBJECT: usize = 450;
/// A list, with its first items, in the place that it lies in.
pub const LIST: usize = 350;
/// A further item or member, with room for as many to come.
pub const ITEM: usize = 190;
/// A key, beside its text.
pub const KEY: usize = 110;

/// How many times the limit of a text its values may take.
pub const FACTOR: usize = 2;

/// What this character of JSON, outside of strings, stands for.
pub(super) fn of(byte: u8) -> usize {
    match byte {
        b'{' => OBJECT,
        b'[' => LIST,
        b',' => ITEM,
        b':' => KEY,
        _ => 0,
    }
}
