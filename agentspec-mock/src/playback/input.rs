//! What a connection has received and nobody has read yet. Knows nothing of HTTP.

use std::future;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

/// How much a client may send ahead while its request is answered.
const AHEAD: usize = 64 << 10;

#[derive(Debug, Default)]
pub(super) struct Input(BytesMut);

/// The client has closed the connection, or it broke.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Closed;

impl Input {
    pub(super) fn new(start: BytesMut) -> Self {
        Self(start)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Takes up to that many bytes from the front.
    pub(super) fn take(&mut self, most: usize) -> BytesMut {
        self.0.split_to(most.min(self.0.len()))
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.0.advance(bytes);
    }

    /// Waits for more bytes.
    pub(super) async fn more(&mut self, from: &mut (impl AsyncRead + Unpin)) -> Result<(), Closed> {
        match from.read_buf(&mut self.0).await {
            Ok(1..) => Ok(()),
            Ok(0) | Err(_) => Err(Closed),
        }
    }

    /// Waits until the client closes the connection. What it sends until then is kept, up to a bound; beyond that, nobody
    /// looks any more.
    pub(super) async fn until_closed(&mut self, from: &mut (impl AsyncRead + Unpin)) {
        while self.0.len() < AHEAD {
            if self.more(from).await.is_err() {
                return;
            }
        }
        future::pending::<()>().await;
    }

    /// Reads until the client closes the connection, and throws it away.
    pub(super) async fn drain(&mut self, from: &mut (impl AsyncRead + Unpin)) {
        loop {
            self.0.clear();
            if self.more(from).await.is_err() {
                return;
            }
        }
    }
}
