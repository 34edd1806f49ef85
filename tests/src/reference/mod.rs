//! A slow and obviously correct reader of streams, which the fast one is compared with. Shares no code with the crates.

pub mod event;
pub mod json;
pub mod sse;
pub mod stream;

/// Cuts `bytes` into pieces of these lengths, the last repeated until the end. Without a length other than 0, returns them in one piece.
#[must_use]
pub fn cut<'a>(bytes: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
    let last = lengths.iter().copied().rev().find(|length| *length > 0).unwrap_or(usize::MAX);
    let mut lengths = lengths.iter().copied().filter(|length| *length > 0);
    let mut rest = bytes;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(lengths.next().unwrap_or(last).min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}
