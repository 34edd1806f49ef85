//! The input buffer of a connection. Knows nothing of HTTP.

use std::future;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

/// How much of the next requests is buffered during an answer.
const MAX_AHEAD: usize = 64 << 10;

#[derive(Debug, Default)]
pub(super) struct Input(BytesMut);

/// The client has closed the connection, or the connection broke.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Closed;

impl Input {
    pub(super) fn new(start: BytesMut) -> Self {
        Self(start)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Removes and returns up to `most` bytes.
    pub(super) fn take(&mut self, most: usize) -> BytesMut {
        self.0.split_to(most.min(self.0.len()))
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.0.advance(bytes);
    }

    /// Reads more bytes.
    pub(super) async fn more(&mut self, from: &mut (impl AsyncRead + Unpin)) -> Result<(), Closed> {
        match from.read_buf(&mut self.0).await {
            Ok(1..) => Ok(()),
            Ok(0) | Err(_) => Err(Closed),
        }
    }

    /// Waits until the client closes the connection. Buffers what it sends, up to a limit, above which the end is not noticed.
    pub(super) async fn until_closed(&mut self, from: &mut (impl AsyncRead + Unpin)) {
        while self.0.len() < MAX_AHEAD {
            if self.more(from).await.is_err() {
                return;
            }
        }
        future::pending::<()>().await;
    }

    /// Reads and discards everything until the client closes the connection.
    pub(super) async fn drain(&mut self, from: &mut (impl AsyncRead + Unpin)) {
        loop {
            self.0.clear();
            if self.more(from).await.is_err() {
                return;
            }
        }
    }
}
