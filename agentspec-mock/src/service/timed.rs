//! A connection of the HTTP framework that ends when it is idle for too long, or when a request's head does not come. The
//! service says when a request is under way, for the bytes alone do not tell.

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

/// What a connection is doing.
#[derive(Clone)]
pub(crate) struct Activity {
    server: Arc<Shared>,
    state: Arc<Mutex<State>>,
    /// Whoever reads while a request is under way: its end starts the time in which the next one is to come.
    reader: Arc<Mutex<Option<Waker>>>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Idle {
        since: Moment,
    },
    /// A head has begun.
    Head {
        since: Moment,
    },
    /// A request is read, answered, or its answer sent.
    Busy,
}

impl Activity {
    /// A request's head is there; what is given back is to be dropped with the end of its answer.
    pub(crate) fn begin(&self) -> Busy {
        self.change(|_, _| State::Busy);
        Busy(self.clone())
    }

    /// When the connection ends, unless something happens before.
    fn end(&self) -> Option<Moment> {
        let timeouts = &self.server.setup.timeouts;
        match *lock(&self.state) {
            State::Idle { since } => timeouts.idle_end(since),
            State::Head { since } => timeouts.read_end(since),
            State::Busy => None,
        }
    }

    /// Bytes have come: the first ones begin a head.
    fn has_read(&self) {
        self.change(|state, now| if let State::Idle { .. } = state { State::Head { since: now } } else { state });
    }

    /// Bytes have gone: the rest of an answer does so after its service has ended.
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

/// A request that is under way.
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
    /// When it ends, as far as it has been asked, and what waits for that.
    sleep: Option<(Moment, Sleep)>,
}

impl<Io> Timed<Io> {
    /// A connection whose first head began then.
    pub(crate) fn new(io: Io, server: Arc<Shared>, since: Moment) -> Self {
        let state = Arc::new(Mutex::new(State::Head { since }));
        Self { io, activity: Activity { server, state, reader: Arc::default() }, sleep: None }
    }

    /// What it is doing, now and later.
    pub(crate) fn activity(&self) -> Activity {
        self.activity.clone()
    }

    /// Ready when its time is over.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(end) = self.activity.end() else {
            self.sleep = None;
            *lock(&self.activity.reader) = Some(context.waker().clone());
            return Poll::Pending;
        };
        let (due, sleep) = self.sleep.get_or_insert_with(|| (end, sleep(Arc::clone(&self.activity.server), end)));
        if *due != end {
            (*due, *sleep) = (end, self::sleep(Arc::clone(&self.activity.server), end));
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
        // As if the client had closed it: whoever reads knows how to end.
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
