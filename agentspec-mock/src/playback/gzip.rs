//! A gzip stream in pieces, each of which can be decoded on arrival. Does no I/O.

use std::io::{self, Write};

use flate2::{Compression, write::GzEncoder};

use crate::scenario::steps::Payload;

#[derive(Debug)]
pub(super) struct Gzip(GzEncoder<Vec<u8>>);

impl Default for Gzip {
    fn default() -> Self {
        Self(GzEncoder::new(Vec::new(), Compression::default()))
    }
}

impl Gzip {
    /// Compresses a payload, and returns its bytes up to a sync flush.
    pub(super) fn piece(&mut self, payload: &Payload) -> io::Result<Vec<u8>> {
        for piece in payload.pieces() {
            self.0.write_all(&piece)?;
        }
        self.0.flush()?;
        Ok(std::mem::take(self.0.get_mut()))
    }

    /// Returns the end of the stream: the last block, the checksum and the length.
    pub(super) fn end(self) -> io::Result<Vec<u8>> {
        self.0.finish()
    }
}
