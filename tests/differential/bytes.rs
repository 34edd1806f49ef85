//! Generates streams from parts that are significant to a decoder and from random bytes, and ways to cut them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const SIGNIFICANT: &[&[u8]] = &[
    b"data",
    b"data: ",
    b"event",
    b"event:",
    b"id",
    b"id:",
    b"retry",
    b"retry:",
    b"dat",
    b"datax",
    b":",
    b": ",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\r\r",
    b"\r\n\r\n",
    b"\0",
    b"7",
    b"18446744073709551615",
    b"\xef\xbb\xbf",
    b"\xef\xbb",
    b"\xc3\xa9",
    b"\xe2\x82",
    b"\xed\xa0\x80",
    b"\xf0\x9f\xa6\x80",
    b"\xff",
    b"x",
];

pub(crate) fn stream() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![9 => select(SIGNIFICANT).prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 0..4)];
    vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// Generates the lengths of pieces, from single bytes to the whole rest.
pub(crate) fn lengths() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![(1_usize..9).prop_map(|length| vec![length]), vec(1_usize..20, 1..8)]
}
