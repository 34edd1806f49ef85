//! What the targets share: the references, which are those of the tests, and how an input says where it is cut.

#[path = "../../tests/src/observed.rs"]
pub mod observed;
#[path = "../../tests/src/reference/mod.rs"]
pub mod reference;

/// Whether an input may hold the mark of numbers (`agentspec-client/src/json/number.rs`). No server knows it; a fuzzer, which sees what is compared,
/// finds it out.
#[must_use]
pub fn may_know_the_mark(input: &[u8]) -> bool {
    let holds = |part: &[u8]| input.windows(part.len()).any(|bytes| bytes.eq_ignore_ascii_case(part));
    holds("\u{f8ff}".as_bytes()) || holds(b"f8ff")
}

/// The bytes of a stream, and the pieces in which they come: the first byte is how many lengths follow, each a byte.
#[must_use]
pub fn pieces(input: &[u8]) -> (&[u8], Vec<&[u8]>) {
    let (count, rest) = input.split_first().map_or((0, input), |(count, rest)| (usize::from(*count % 8), rest));
    let (lengths, bytes) = rest.split_at(count.min(rest.len()));
    let lengths: Vec<usize> = lengths.iter().copied().map(usize::from).collect();
    (bytes, reference::cut(bytes, &lengths))
}
