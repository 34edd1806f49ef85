//! Keeps a connection from ending while a request is handed to it by another thread.
//!
//! The HTTP library would lose such a request, and its sender would wait for ever (<https://github.com/hyperium/hyper/issues/4122>). With HTTP/2, a lost
//! request ends by its timeout.
//!
//! A request is handed over while it is polled, and a connection ends while it is polled after its last bytes: the two never happen at once. Neither waits
//! for the other on its thread, since the thread may hold what the other one needs.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, RwLock, TryLockError, TryLockResult};
use std::task::{Context, Poll};

use hyper::rt::Executor;

/// Shared by the requests and the connections of a client.
#[derive(Clone, Default)]
pub(super) struct Handover(Arc<RwLock<()>>);

#[derive(Clone, Copy, Default, PartialEq)]
enum Step {
    #[default]
    Usual,
    /// The polled connection is about to end.
    Ending,
    /// No request is polled meanwhile.
    Alone,
}

thread_local! {
    static STEP: Cell<Step> = const { Cell::new(Step::Usual) };
}

/// Returns whether the polled connection may end. Otherwise it is polled again as soon as it may.
pub(super) fn may_end() -> bool {
    let is_alone = STEP.get() == Step::Alone;
    if !is_alone {
        STEP.set(Step::Ending);
    }
    is_alone
}

/// Runs this while the connections of the thread may end.
pub(super) fn alone<T>(run: impl FnOnce() -> T) -> T {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            STEP.take();
        }
    }
    STEP.set(Step::Alone);
    let _reset = Reset;
    run()
}

impl Handover {
    /// Sends a request: polls it while no connection ends.
    pub(super) async fn send<F: Future + Unpin>(&self, mut request: F) -> F::Output {
        poll_fn(|task| match held(self.0.try_read()) {
            Some(_guard) => Pin::new(&mut request).poll(task),
            None => later(task),
        })
        .await
    }

    /// Serves a connection, and ends it while no request is polled.
    fn serve<F: Future + Unpin>(self, mut connection: F) -> impl Future<Output = F::Output> {
        let mut is_ending = false;
        poll_fn(move |task| {
            if !is_ending {
                let polled = Pin::new(&mut connection).poll(task);
                is_ending = STEP.take() == Step::Ending;
                if !is_ending || polled.is_ready() {
                    return polled;
                }
            }
            match held(self.0.try_write()) {
                Some(_guard) => alone(|| Pin::new(&mut connection).poll(task)),
                None => later(task),
            }
        })
    }
}

impl<F: Future<Output = ()> + Unpin + Send + 'static> Executor<F> for Handover {
    fn execute(&self, connection: F) {
        tokio::spawn(self.clone().serve(connection));
    }
}

fn held<G>(lock: TryLockResult<G>) -> Option<G> {
    match lock {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

fn later<T>(task: &Context<'_>) -> Poll<T> {
    task.waker().wake_by_ref();
    Poll::Pending
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures::task::noop_waker_ref;

    use super::*;

    fn connection() -> impl Future<Output = ()> + Unpin {
        poll_fn(|_| if may_end() { Poll::Ready(()) } else { Poll::Pending })
    }

    #[test]
    fn a_connection_ends_after_the_request_that_is_being_polled() {
        let handover = Handover::default();
        let mut task = Context::from_waker(noop_waker_ref());
        let mut connection = pin!(handover.clone().serve(connection()));
        let request = poll_fn(|task| {
            assert!(connection.as_mut().poll(task).is_pending());
            Poll::Ready(())
        });
        assert!(pin!(handover.send(request)).poll(&mut task).is_ready());
        assert!(connection.poll(&mut task).is_ready());
    }

    #[test]
    fn a_request_is_polled_after_the_connection_that_is_ending() {
        let handover = Handover::default();
        let mut task = Context::from_waker(noop_waker_ref());
        let mut request = pin!(handover.send(poll_fn(|_| Poll::Ready(()))));
        let ending = poll_fn(|task| {
            if !may_end() {
                return Poll::Pending;
            }
            assert!(request.as_mut().poll(task).is_pending());
            Poll::Ready(())
        });
        assert!(pin!(handover.clone().serve(ending)).poll(&mut task).is_ready());
        assert!(request.poll(&mut task).is_ready());
    }

    #[test]
    fn a_connection_does_not_wait_to_be_polled_again_when_it_may_end() {
        let mut task = Context::from_waker(noop_waker_ref());
        assert!(pin!(Handover::default().serve(connection())).poll(&mut task).is_ready());
    }

    #[test]
    fn requests_are_polled_side_by_side() {
        let handover = Handover::default();
        let mut task = Context::from_waker(noop_waker_ref());
        let mut other = pin!(handover.send(poll_fn(|_| Poll::Ready(()))));
        let request = poll_fn(|task| other.as_mut().poll(task));
        assert!(pin!(handover.send(request)).poll(&mut task).is_ready());
    }
}
