//! The end of the standard input, which comes at the latest with the end of the program that holds its other side.

use std::{io, thread};

use tokio::sync::oneshot;

/// Waits until the standard input has ended.
pub(crate) async fn end() {
    let (ended, end) = oneshot::channel::<()>();
    // A read of it cannot be cancelled, so no runtime may wait for its thread.
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        drop(ended);
    });
    let _ = end.await;
}
