//! The runtime that blocking calls share, and the one place that waits. Knows nothing of calls.

use std::future::{Future, pending};
use std::io;
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::thread;

use tokio::runtime::{Builder, Handle};

use crate::error::Error;

/// At most 15 bytes, which is what Linux shows.
const THREAD_NAME: &str = "agentspec-io";

const INSIDE: &str = "a blocking call would hold up the async runtime that this thread belongs to: use agentspec_ext::Client and .await \
                      here, or call on a thread of your own, as by std::thread::spawn";
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
/// [`is_configuration`](Error::is_configuration): the thread belongs to a runtime, where tokio would panic, or the shared one cannot be
/// started. Then `future` is dropped, never polled.
pub(super) fn block_on<F: Future>(future: F) -> Result<F::Output, Error> {
    may_wait()?;
    Ok(shared()?.block_on(future))
}

/// Whether this thread may wait.
///
/// # Errors
/// [`is_configuration`](Error::is_configuration): it belongs to a runtime.
pub(super) fn may_wait() -> Result<(), Error> {
    match Handle::try_current() {
        Err(nowhere) if nowhere.is_missing_context() => Ok(()),
        Err(ending) => Err(Error::configuration(ENDING).with_source(ending)),
        Ok(_) => Err(Error::configuration(INSIDE)),
    }
}
