//! Whether tokio's time stands still where the server is started.

use std::{
    hint, io,
    time::{Duration, Instant},
};

const WHY: &str = "tokio's time is paused here (start_paused, tokio::time::pause): it moves to the next timeout whenever the program waits for a \
                   socket, so that a client gives up before this server can answer. Leave start_paused out, or call tokio::time::resume() before; \
                   agentspec_ext::testing::TestClock (feature `test-util`) lets the delays of a client pass without waiting";

/// How long it takes to see that time passes.
const GLANCE: Duration = Duration::from_micros(50);

/// # Errors
///
/// It does.
pub(crate) fn refuse() -> io::Result<()> {
    let (real, of_tokio) = (Instant::now(), tokio::time::Instant::now());
    while real.elapsed() < GLANCE {
        hint::spin_loop();
    }
    if of_tokio.elapsed().is_zero() { Err(io::Error::new(io::ErrorKind::Unsupported, WHY)) } else { Ok(()) }
}
