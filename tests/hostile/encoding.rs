//! The compression of bodies, valid or not.

use std::io::Write;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::plan::{ENCODINGS, Piece, Plan};

/// 256 MiB of blanks, in members of 1 MiB.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| gzip(&vec![b' '; 1 << 20]).repeat(256));

/// An encoded body.
pub(crate) struct Encoded {
    pub(crate) bytes: Vec<u8>,
    /// The `Content-Encoding`.
    pub(crate) name: Option<&'static str>,
    /// Whether the original body can be decoded from it.
    pub(crate) is_whole: bool,
    /// The bytes that follow it endlessly.
    pub(crate) endless: Option<Vec<u8>>,
}

impl Encoded {
    /// Encodes a body. With `is_cut`, it is the start of a longer one, so its compressed form has no end either.
    pub(crate) fn of(bytes: Vec<u8>, is_cut: bool, plan: &mut Plan) -> Self {
        let gzipped = |bytes, is_whole, endless| Self { bytes, name: Some("gzip"), is_whole, endless };
        match ENCODINGS.1.iter().copied().find(|&piece| plan.has(piece)) {
            None => Self { bytes, name: None, is_whole: true, endless: None },
            // The body is not encoded, although the header says so: reading it as it is is correct.
            Some(Piece::UnknownEncoding) => Self { bytes, name: Some("br"), is_whole: true, endless: None },
            Some(Piece::GzipGarbage) => gzipped((0..200).map(|_| plan.chance.u8(..)).collect(), false, None),
            Some(Piece::GzipBomb) => gzipped(BOMB.clone(), false, None),
            Some(Piece::GzipEndlessMembers) => gzipped(gzip(b""), false, Some(gzip(b"").repeat(50))),
            Some(Piece::GzipMembers) => {
                let (start, rest) = bytes.split_at(bytes.len() / 2);
                gzipped([gzip(start), gzip(b""), gzip(rest)].concat(), true, None)
            }
            Some(piece) => {
                let mut whole = gzip(&bytes);
                if is_cut || piece == Piece::GzipCut {
                    // Removes the checksum at its end, or a part of it.
                    whole.truncate(whole.len().saturating_sub(plan.chance.usize(1..9)));
                }
                gzipped(whole, true, None)
            }
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory does not fail")
}
