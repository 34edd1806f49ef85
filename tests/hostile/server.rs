//! The hostile server, whose responses follow random plans, and the healthy one.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fastrand::Rng;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::plan::{Piece, Plan};
use crate::record::Record;
use crate::request::{Head, Received};
use crate::wire::{Then, Wire};

/// The longest life of a connection whose client no longer reads or writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// One in so many connections ends before anything is read, and one in the middle of a request.
const BROKEN_BEFORE: usize = 40;

/// That many slices of a slow response wait, so that it ends within about a second.
const WAITING: usize = 60;

pub(crate) struct Server {
    pub(crate) url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    /// `None` for the healthy server.
    seed: Option<u64>,
    key: String,
    record: Record,
    open: AtomicUsize,
}

impl Server {
    pub(crate) async fn start(seed: Option<u64>, key: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared { seed, key: key.to_owned(), record: Record::default(), open: AtomicUsize::new(0) });
        let of_all = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            let mut number = 0;
            while let Ok((connection, _)) = listener.accept().await {
                let shared = Arc::clone(&of_all);
                shared.open.fetch_add(1, Ordering::SeqCst);
                number += 1;
                tokio::spawn(async move {
                    // A disconnected client is no failure of the server.
                    let _ = serve(connection, number, &shared).await;
                    shared.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { url, shared, task }
    }

    /// Returns its record, after all connections are closed.
    pub(crate) async fn record(&self) -> &Record {
        agentspec_tests::until(|| self.shared.open.load(Ordering::SeqCst) == 0).await;
        &self.shared.record
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut connection: TcpStream, number: u64, shared: &Shared) -> io::Result<()> {
    connection.set_nodelay(true)?;
    if let Some(seed) = shared.seed {
        let mut chance = Rng::with_seed(seed.wrapping_add(number));
        match chance.usize(..BROKEN_BEFORE) {
            0 => return connection.set_zero_linger(),
            1 => return Ok(()),
            2 => {
                let _ = connection.read(&mut vec![0; chance.usize(1..200)]).await?;
                return if chance.bool() { connection.set_zero_linger() } else { Ok(()) };
            }
            _ => {}
        }
    }
    let mut received = Received::default();
    while let Some(head) = received.head(&mut connection).await? {
        let answered = tokio::time::timeout(PATIENCE, answer(&mut connection, &mut received, head, shared)).await;
        if answered.map_err(io::Error::other)?? == Then::Close {
            return Ok(());
        }
    }
    Ok(())
}

/// Responds to a request, and returns what happens to the connection.
async fn answer(connection: &mut TcpStream, received: &mut Received, head: Head, shared: &Shared) -> io::Result<Then> {
    let Head { operation, line, id, is_post, length } = head;
    let record = &shared.record;
    let plan = shared.seed.map_or_else(Plan::harmless, |seed| Plan::of(seed, &id, record.attempts(&id)));
    let number = record.begin(&id, line, is_post, &plan);
    let is_early = plan.has(Piece::EarlyAnswer) && !received.has(length);
    if !is_early {
        if !received.body(connection, length).await? {
            return Ok(Then::Close);
        }
        record.mark_whole(&id, number);
    }
    let wire = Wire::of(operation, &id, &shared.key, plan);
    // Before it is sent: a client may receive it before this task continues.
    record.answered(&id, number, wire.truth);
    while let Some(endless) = wire.endless_start {
        connection.write_all(endless).await?;
    }
    for (number, piece) in wire.pieces.iter().enumerate() {
        if wire.is_slow && number < WAITING {
            pause(connection).await;
        }
        connection.write_all(piece).await?;
    }
    while let Some(endless) = &wire.endless_rest {
        if wire.is_slow {
            pause(connection).await;
        }
        connection.write_all(endless).await?;
    }
    match wire.then {
        Then::Keep if is_early => {
            if !received.body(connection, length).await? {
                return Ok(Then::Close);
            }
            record.mark_whole(&id, number);
            Ok(Then::Keep)
        }
        Then::Hang => {
            while connection.read(&mut [0; 4096]).await.is_ok_and(|read| read > 0) {}
            Ok(Then::Close)
        }
        Then::CloseUnderNext => {
            if !is_early {
                connection.readable().await?;
            }
            Ok(Then::Close)
        }
        Then::Reset => connection.set_zero_linger().map(|()| Then::Close),
        then => Ok(then),
    }
}

/// Waits for a moment, unless the client disconnects.
async fn pause(connection: &TcpStream) {
    let _ = tokio::time::timeout(Duration::from_millis(15), connection.readable()).await;
}
