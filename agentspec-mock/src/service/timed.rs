//! A connection of the HTTP framework with an idle timeout, and a timeout of a request's head. The service reports when a request is in
//! progress, as the bytes alone do not show that.

use std::{
    fmt,
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::{clock::Moment, lock::lock, state::shared::Shared};

/// The state of a connection.
#[derive(Clone)]
pub(crate) struct Activity {
    server: Arc<Shared>,
    state: Arc<Mutex<State>>,
    /// The reader during a request. It is woken at the end of the request, where the idle time begins.
    reader: Arc<Mutex<Option<Waker>>>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Idle {
        since: Moment,
    },
    /// A head has begun to arrive.
    Head {
        since: Moment,
    },
    /// A request is being read or answered.
    Busy,
}

impl Activity {
    /// Marks that a request's head is complete. The returned guard is dropped at the end of its answer.
    pub(crate) fn begin(&self) -> Busy {
        self.change(|_, _| State::Busy);
        Busy(self.clone())
    }

    /// Returns when the connection times out in its current state.
    fn end(&self) -> Option<Moment> {
        let timeouts = &self.server.setup.timeouts;
        match *lock(&self.state) {
            State::Idle { since } => timeouts.idle_end(since),
            State::Head { since } => timeouts.read_end(since),
            State::Busy => None,
        }
    }

    /// Marks that bytes were received. The first ones begin a head.
    fn has_read(&self) {
        self.change(|state, now| if let State::Idle { .. } = state { State::Head { since: now } } else { state });
    }

    /// Marks that bytes were sent, as the rest of an answer is after its service has ended.
    fn has_written(&self) {
        self.change(|state, now| if let State::Idle { .. } = state { State::Idle { since: now } } else { state });
    }

    fn change(&self, change: impl FnOnce(State, Moment) -> State) {
        let now = self.server.clock.now();
        let mut state = lock(&self.state);
        *state = change(*state, now);
    }
}

impl fmt::Debug for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Activity").field(&*lock(&self.state)).finish()
    }
}

/// A request in progress.
#[derive(Debug)]
pub(crate) struct Busy(Activity);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.change(|_, now| State::Idle { since: now });
        if let Some(reader) = lock(&self.0.reader).take() {
            reader.wake();
        }
    }
}

type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

pub(crate) struct Timed<Io> {
    io: Io,
    activity: Activity,
    /// The timeout when it was last polled, and the sleep until then.
    sleep: Option<(Moment, Sleep)>,
}

impl<Io> Timed<Io> {
    /// Wraps a connection whose first head began at `since`.
    pub(crate) fn new(io: Io, server: Arc<Shared>, since: Moment) -> Self {
        let state = Arc::new(Mutex::new(State::Head { since }));
        Self { io, activity: Activity { server, state, reader: Arc::default() }, sleep: None }
    }

    /// Returns a handle on its state.
    pub(crate) fn activity(&self) -> Activity {
        self.activity.clone()
    }

    /// Polls its timeout.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(end) = self.activity.end() else {
            self.sleep = None;
            *lock(&self.activity.reader) = Some(context.waker().clone());
            return Poll::Pending;
        };
        let (planned, sleep) = self.sleep.get_or_insert_with(|| (end, sleep(Arc::clone(&self.activity.server), end)));
        if *planned != end {
            (*planned, *sleep) = (end, self::sleep(Arc::clone(&self.activity.server), end));
        }
        sleep.as_mut().poll(context)
    }
}

fn sleep(server: Arc<Shared>, end: Moment) -> Sleep {
    Box::pin(async move { server.clock.sleep_until(end).await })
}

impl<Io: AsyncRead + Unpin> AsyncRead for Timed<Io> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut this.io).poll_read(context, buffer) {
            if buffer.filled().len() > before {
                this.activity.has_read();
            }
            return Poll::Ready(read);
        }
        // Reported as an end by the client, which the framework handles.
        ready!(this.poll_end(context));
        Poll::Ready(Ok(()))
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Timed<Io> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = ready!(Pin::new(&mut this.io).poll_write(context, bytes));
        this.activity.has_written();
        Poll::Ready(written)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(context)
    }

    fn poll_write_vectored(self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = ready!(Pin::new(&mut this.io).poll_write_vectored(context, slices));
        this.activity.has_written();
        Poll::Ready(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}

impl<Io> fmt::Debug for Timed<Io> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Timed").field(&self.activity).finish()
    }
}
