//! Refuses to start where tokio's time is paused.

use std::{
    hint, io,
    time::{Duration, Instant},
};

const MESSAGE: &str = "tokio's time is paused here (start_paused, tokio::time::pause): it advances to the next timeout whenever the program waits for a \
                   socket, so that a client times out before this server can answer. Remove start_paused, or call tokio::time::resume() first; \
                   agentspec_ext::testing::TestClock (feature `test-util`) lets the delays of a client pass without waiting";

/// How long to watch tokio's clock.
const WATCHED: Duration = Duration::from_micros(50);

/// Checks that tokio's time is not paused.
pub(crate) fn check() -> io::Result<()> {
    let (real, tokio) = (Instant::now(), tokio::time::Instant::now());
    while real.elapsed() < WATCHED {
        hint::spin_loop();
    }
    if tokio.elapsed().is_zero() { Err(io::Error::new(io::ErrorKind::Unsupported, MESSAGE)) } else { Ok(()) }
}
