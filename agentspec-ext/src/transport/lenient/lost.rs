//! Finds the requests that the HTTP library has lost.
//!
//! A request that is handed to a connection at the moment at which another thread ends it stays in a queue that nobody reads, and its sender would wait
//! for ever (<https://github.com/hyperium/hyper/issues/4122>). So, after a connection has ended, the requests that wait for a response are looked at
//! twice. A request is lost if both times the library holds it, neither written nor dropped, while no connection is being made that may take it.
//!
//! This holds for HTTP/1. With HTTP/2 the library may hold a request for as long as the server limits its streams; a lost one ends by its timeout.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use futures::future::{Either, select};
use hyper::rt::Timer;
use hyper_util::rt::TokioTimer;
use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::error::ClosedBeforeResponse;

const LOOKS: u32 = 2;
/// The time before each look. The library writes a request at once.
const INTERVAL: Duration = Duration::from_secs(1);

/// A part of a request, which the library drops when it writes the request.
#[derive(Clone)]
struct Mark(#[expect(dead_code, reason = "it is counted")] Arc<()>);

/// Whether the library still holds a request that it has not written.
pub(super) struct Unwritten(Weak<()>);

impl Unwritten {
    pub(super) fn of<B>(request: &mut http::Request<B>) -> Self {
        let mark = Arc::new(());
        let unwritten = Self(Arc::downgrade(&mark));
        request.extensions_mut().insert(Mark(mark));
        unwritten
    }

    fn is_true(&self) -> bool {
        self.0.strong_count() > 0
    }
}

/// The error of the connection that ended last, if it was closed before any bytes were received. A request may have been lost by another one.
pub(super) type LastError = Option<ClosedBeforeResponse>;

/// The connections of a client, and those who wait for a response.
#[derive(Clone, Default)]
pub(super) struct Connections(Arc<State>);

#[derive(Default)]
struct State {
    connecting: AtomicUsize,
    /// How often looks were asked for.
    asked: AtomicU64,
    is_looking: AtomicBool,
    look: Notify,
    last_error: Mutex<LastError>,
}

/// A connection that is being made.
pub(super) struct Connecting(Connections);

impl Drop for Connecting {
    fn drop(&mut self) {
        self.0.0.connecting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Connections {
    pub(super) fn connecting(&self) -> Connecting {
        self.0.connecting.fetch_add(1, Ordering::SeqCst);
        Connecting(self.clone())
    }

    /// Looks at the waiting requests from now on, because a connection has ended.
    pub(super) fn ended(&self, error: LastError) {
        *self.0.last_error.lock().unwrap_or_else(PoisonError::into_inner) = error;
        self.look_from_now();
    }

    fn look_from_now(&self) {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        // Outside of a runtime nothing can look.
        if let Ok(runtime) = Handle::try_current()
            && !self.0.is_looking.swap(true, Ordering::SeqCst)
        {
            runtime.spawn(self.clone().look());
        }
    }

    /// Looks at the requests, also for those who ask meanwhile. Each of them either sees that this looks, or is seen here.
    async fn look(self) {
        loop {
            let asked = self.0.asked.load(Ordering::SeqCst);
            for _ in 0..LOOKS {
                // By the time of the connections, which is not that of calls.
                TokioTimer::new().sleep(INTERVAL).await;
                self.0.look.notify_waiters();
            }
            self.0.is_looking.store(false, Ordering::SeqCst);
            if self.0.asked.load(Ordering::SeqCst) == asked || self.0.is_looking.swap(true, Ordering::SeqCst) {
                return;
            }
        }
    }

    /// Waits for the response to a request.
    ///
    /// # Errors
    /// If the request is lost.
    pub(super) async fn response<F: Future + Unpin>(&self, request: Unwritten, mut response: F) -> Result<F::Output, LastError> {
        let mut looks = 0;
        while looks < LOOKS {
            // Notices a look from here on, before the request is handed over.
            let look = pin!(self.0.look.notified());
            match select(&mut response, look).await {
                Either::Left((response, _)) => return Ok(response),
                Either::Right(_) if !request.is_true() => return Ok(response.await),
                Either::Right(_) if self.0.connecting.load(Ordering::SeqCst) > 0 => {
                    looks = 0;
                    self.look_from_now();
                }
                Either::Right(_) => looks += 1,
            }
        }
        Err(self.0.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::future::pending;
    use std::io;

    use futures::FutureExt;
    use futures::future::join;
    use tokio::time::{advance, timeout};

    use super::*;

    /// Longer than all looks.
    const LONG: Duration = Duration::from_secs(60);

    /// Waits for a response that does not arrive, while `held` is what the library holds.
    async fn wait(connections: &Connections, request: Unwritten) -> Option<Result<(), LastError>> {
        timeout(LONG, connections.response(request, pending().boxed())).await.ok()
    }

    fn request() -> (http::Request<()>, Unwritten) {
        let mut request = http::Request::new(());
        let unwritten = Unwritten::of(&mut request);
        (request, unwritten)
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_held_after_a_connection_has_ended_is_lost() {
        let connections = Connections::default();
        let (_held, unwritten) = request();
        let error = ClosedBeforeResponse(Arc::new(io::ErrorKind::InvalidData.into()));
        connections.ended(Some(error));
        let lost = wait(&connections, unwritten).await.expect("it is lost").unwrap_err();
        assert_eq!(lost.expect("the error of the connection").0.kind(), io::ErrorKind::InvalidData);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_waits_while_no_connection_ends() {
        let connections = Connections::default();
        let (_held, unwritten) = request();
        assert!(wait(&connections, unwritten).await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_was_written_waits_for_its_response() {
        let connections = Connections::default();
        let (written, unwritten) = request();
        connections.ended(None);
        drop(written);
        assert!(wait(&connections, unwritten).await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_waits_while_a_connection_is_made() {
        let connections = Connections::default();
        let (_held, unwritten) = request();
        let _connecting = connections.connecting();
        connections.ended(None);
        assert!(wait(&connections, unwritten).await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_was_lost_while_a_connection_was_made_is_found_afterwards() {
        let connections = Connections::default();
        let (_held, unwritten) = request();
        let connecting = connections.connecting();
        connections.ended(None);
        let (found, ()) = join(wait(&connections, unwritten), async {
            TokioTimer::new().sleep(INTERVAL.saturating_add(INTERVAL / 2)).await;
            drop(connecting);
        })
        .await;
        assert!(found.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_connection_that_ends_is_looked_after_too() {
        let connections = Connections::default();
        connections.ended(None);
        for _ in 0..3 {
            // During the looks of the one before.
            advance(INTERVAL.saturating_mul(LOOKS).saturating_sub(Duration::from_millis(1))).await;
            connections.ended(None);
        }
        advance(INTERVAL).await;
        let (_held, unwritten) = request();
        assert!(wait(&connections, unwritten).await.is_some());
    }
}
