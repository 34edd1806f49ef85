//! Reads a little of what comes after the end of a stream, which is nearly always the end of its body alone: then the connection is used again.

use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use agentspec_client::ByteStream;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use tokio::runtime::Handle;

use super::Exclusive;
use crate::clock::{Clock, Wait};

/// How long the end of the body is waited for, once the stream has ended.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(100);
/// How much is read on the way there, in bytes.
const DRAIN_LIMIT: usize = 64 << 10;

pub(super) struct Drain {
    body: ByteStream,
    clock: Arc<dyn Clock>,
    read: usize,
    timer: Option<Exclusive<BoxFuture<'static, ()>>>,
}

impl Drain {
    pub(super) fn new(body: ByteStream, clock: Arc<dyn Clock>) -> Self {
        Self { body, clock, read: 0, timer: None }
    }

    /// Ready at the end of the body, or where that has been tried enough.
    pub(super) fn poll(&mut self, task: &mut Context<'_>) -> Poll<()> {
        while self.read < DRAIN_LIMIT {
            match self.body.poll_next_unpin(task) {
                Poll::Ready(Some(Ok(chunk))) => self.read += chunk.len(),
                Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(()),
                // Where nobody can wait, that is enough.
                Poll::Pending if Handle::try_current().is_err() => return Poll::Ready(()),
                Poll::Pending => {
                    let timer = self.timer.get_or_insert_with(|| Exclusive::new(self.clock.wait(Wait::Drain(DRAIN_TIMEOUT))));
                    ready!(timer.get_mut().poll_unpin(task));
                    return Poll::Ready(());
                }
            }
        }
        Poll::Ready(())
    }
}
