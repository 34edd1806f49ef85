//! Reads the rest of a body after the last event of a stream, usually only its end, so that the connection can be reused.

use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use agentspec_client::ByteStream;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use tokio::runtime::Handle;

use super::Exclusive;
use crate::clock::{Clock, Wait};

/// How long to wait for the end of the body.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(100);
/// How much to read until then, in bytes.
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

    /// Completes at the end of the body, or at one of the limits.
    pub(super) fn poll(&mut self, task: &mut Context<'_>) -> Poll<()> {
        while self.read < DRAIN_LIMIT {
            match self.body.poll_next_unpin(task) {
                Poll::Ready(Some(Ok(chunk))) => self.read += chunk.len(),
                Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(()),
                // Without a runtime there is no timer.
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
