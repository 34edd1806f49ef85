//! The runtime of the blocking calls, and the only place that blocks. Independent of calls.

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

/// At most 15 bytes, since Linux shows no more.
const THREAD_NAME: &str = "agentspec-io";

const IN_ASYNC_TASK: &str = "a blocking call would block the async runtime of this thread: use agentspec_ext::Client and .await here, or call on a \
                             thread that may block, as with tokio::task::spawn_blocking or std::thread::spawn";
const THREAD_ENDING: &str = "this thread is ending: call before its thread-local values are dropped";

/// Returns the runtime, and starts it on the first call. It runs until the program ends, so that no drop waits for it.
///
/// # Errors
/// [`is_configuration`](Error::is_configuration) if the system cannot create a thread or the I/O driver. The next call tries again.
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

/// Starts a runtime on a thread of its own, so that connections are served between calls.
///
/// The runtime is created there too: dropping a runtime on a thread of another one would panic if the new thread could not run it. Tokio itself would panic
/// if the system refused the thread.
fn start() -> io::Result<Handle> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(move || {
        // Sending fails only if the starting thread has ended, and it waits.
        match Builder::new_current_thread().thread_name(THREAD_NAME).enable_all().build() {
            Ok(runtime) if sender.send(Ok(runtime.handle().clone())).is_ok() => runtime.block_on(pending()),
            Ok(_) => {}
            Err(error) => drop(sender.send(Err(error))),
        }
    })?;
    receiver.recv().map_err(io::Error::other)?
}

/// Blocks this thread until `future` completes.
///
/// # Errors
/// [`is_configuration`](Error::is_configuration) if the thread runs the tasks of a runtime, or the shared runtime cannot be started. Then `future` is
/// dropped without being polled.
pub(super) fn block_on<F: Future>(future: F) -> Result<F::Output, Error> {
    may_wait()?;
    let _entered = shared()?.enter();
    Ok(wait(future))
}

/// Polls the future whenever it wakes this thread. Does not use tokio, which panics if the thread belongs to a runtime.
fn wait<F: Future>(future: F) -> F::Output {
    let park = Arc::new(ParkWaker { thread: thread::current(), is_woken: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&park));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        while !park.is_woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

struct ParkWaker {
    thread: Thread,
    is_woken: AtomicBool,
}

impl Wake for ParkWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_woken.swap(true, Ordering::Release) {
            self.thread.unpark();
        }
    }
}

/// Checks that this thread may block.
///
/// # Errors
/// [`is_configuration`](Error::is_configuration) if it runs the tasks of a runtime.
pub(super) fn may_wait() -> Result<(), Error> {
    match Handle::try_current() {
        Err(nowhere) if nowhere.is_missing_context() => Ok(()),
        Err(ending) => Err(Error::configuration(THREAD_ENDING).with_source(ending)),
        Ok(_) if runs_a_task() => Err(Error::configuration(IN_ASYNC_TASK)),
        // A thread of `spawn_blocking`, or one that has entered a runtime without running its tasks.
        Ok(_) => Ok(()),
    }
}

/// Returns whether a runtime is polling a task on this thread: it limits the number of steps of a task, and not that of a thread that may block.
fn runs_a_task() -> bool {
    let mut task = Context::from_waker(Waker::noop());
    // The number of steps is a byte.
    let step = |_| match poll_proceed(&mut task) {
        Poll::Ready(step) => Some(step),
        Poll::Pending => None,
    };
    let steps: Vec<_> = (0..=u8::MAX).map_while(step).collect();
    let has_ended = u8::try_from(steps.len()).is_ok();
    // Returns the steps, the last one first.
    steps.into_iter().rev().for_each(drop);
    has_ended
}
