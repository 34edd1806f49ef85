//! The runtime that blocking calls share, and the one place that waits. Knows nothing of calls.

use std::future::{Future, pending};
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Handle};
use tokio::task::coop::poll_proceed;

use crate::error::Error;

/// At most 15 bytes, which is what Linux shows.
const THREAD_NAME: &str = "agentspec-io";

const INSIDE: &str = "a blocking call would hold up the async runtime that this thread belongs to: use agentspec_ext::Client and .await \
                      here, or call on a thread that may wait, as by tokio::task::spawn_blocking or std::thread::spawn";
const ENDING: &str = "this thread is ending: call before its thread-local values are dropped";

/// The runtime, started where it is not there yet. It runs until the program ends, so no drop waits for it.
///
/// # Errors
/// [`is_configuration`](Error::is_configuration): the system refuses a thread or what waits for sockets. The next call tries again.
pub(super) fn shared() -> Result<&'static Handle, Error> {
    static RUNTIME: OnceLock<Handle> = OnceLock::new();
    static STARTING: Mutex<()> = Mutex::new(());
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let _one_at_a_time = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let started =
        start().map_err(|error| Error::configuration("the thread of the blocking client cannot be started").with_source(error))?;
    Ok(RUNTIME.get_or_init(|| started))
}

/// Starts a runtime on a thread of its own, so that connections are served while no call is made.
///
/// It is made there too: on a thread of another runtime, to drop one that nobody can run would be a panic. So would it be for tokio to
/// start the thread, where the system refuses one.
fn start() -> io::Result<Handle> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(move || {
        // A send fails only where the starter is gone, and it waits.
        match Builder::new_current_thread().thread_name(THREAD_NAME).enable_all().build() {
            Ok(runtime) if sender.send(Ok(runtime.handle().clone())).is_ok() => runtime.block_on(pending()),
            Ok(_) => {}
            Err(error) => drop(sender.send(Err(error))),
        }
    })?;
    receiver.recv().map_err(io::Error::other)?
}

/// Waits on this thread until `future` has ended.
///
/// # Errors
/// [`is_configuration`](Error::is_configuration): the thread runs the tasks of a runtime, or the shared one cannot be started. Then `future`
/// is dropped, never polled.
pub(super) fn block_on<F: Future>(future: F) -> Result<F::Output, Error> {
    may_wait()?;
    let _entered = shared()?.enter();
    Ok(wait(future))
}

/// Polls it whenever it wakes this thread. Not by tokio, which panics where it takes the thread for a runtime's.
fn wait<F: Future>(future: F) -> F::Output {
    let sleeper = Arc::new(Sleeper { thread: thread::current(), is_woken: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&sleeper));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        while !sleeper.is_woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

struct Sleeper {
    thread: Thread,
    is_woken: AtomicBool,
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_woken.swap(true, Ordering::Release) {
            self.thread.unpark();
        }
    }
}

/// Whether this thread may wait.
///
/// # Errors
/// [`is_configuration`](Error::is_configuration): it runs the tasks of a runtime.
pub(super) fn may_wait() -> Result<(), Error> {
    match Handle::try_current() {
        Err(nowhere) if nowhere.is_missing_context() => Ok(()),
        Err(ending) => Err(Error::configuration(ENDING).with_source(ending)),
        Ok(_) if runs_a_task() => Err(Error::configuration(INSIDE)),
        // As a thread of `spawn_blocking`, which is there to wait, or one that has entered a runtime without running its tasks.
        Ok(_) => Ok(()),
    }
}

/// Whether a runtime polls a task on this thread: it gives each a budget of steps, and none to what may wait.
fn runs_a_task() -> bool {
    let mut task = Context::from_waker(Waker::noop());
    // A budget is a byte.
    let step = |_| match poll_proceed(&mut task) {
        Poll::Ready(step) => Some(step),
        Poll::Pending => None,
    };
    let steps: Vec<_> = (0..=u8::MAX).map_while(step).collect();
    let has_ended = u8::try_from(steps.len()).is_ok();
    // Gives the steps back, the last one first.
    steps.into_iter().rev().for_each(drop);
    has_ended
}
