//! A server whose responses follow the plans of their numbers. It responds when all requests have arrived.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentspec_tests::read_request;
use agentspec_tests::reference::cut;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use tokio::task::{JoinHandle, yield_now};

use crate::plan::{Fate, Plan};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// More than the limit of an event.
const LARGE: usize = 17 << 20;

pub(crate) struct Server {
    pub(crate) url: String,
    /// The number of streams that the client dropped.
    dropped: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(seed: u64, streams: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (all, dropped) = (Arc::new(Barrier::new(streams)), Arc::new(AtomicUsize::new(0)));
        let count = Arc::clone(&dropped);
        let task = tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let (all, count) = (Arc::clone(&all), Arc::clone(&count));
                tokio::spawn(async move {
                    let number = requested(&mut connection).await?;
                    all.wait().await;
                    let is_dropped = play(connection, &Plan::of(seed, number)).await.unwrap_or(false);
                    count.fetch_add(usize::from(is_dropped), Ordering::SeqCst);
                    io::Result::Ok(())
                });
            }
        });
        Self { url, dropped, task }
    }

    pub(crate) fn dropped(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Returns the number of the requested stream: the name of its agent.
async fn requested(connection: &mut TcpStream) -> io::Result<u64> {
    let request = read_request(connection).await?;
    let name = request.split('/').nth(3).and_then(|name| name.parse().ok());
    name.ok_or_else(|| io::Error::other(request))
}

/// Sends a stream. Returns whether the client dropped it.
async fn play(mut connection: TcpStream, plan: &Plan) -> io::Result<bool> {
    if plan.fate == Fate::NoAnswer {
        return Ok(false);
    }
    connection.write_all(HEAD).await?;
    for piece in cut(&plan.body(), &plan.lengths) {
        send(&mut connection, piece).await?;
        // Lets others run, so that no stream is sent in one go.
        yield_now().await;
    }
    match plan.fate {
        Fate::Cut => {}
        Fate::CutInChunk => connection.write_all(b"40\r\n: half").await?,
        Fate::BadChunk => connection.write_all(b"no chunk\r\n").await?,
        Fate::Reset => connection.set_zero_linger()?,
        Fate::TooLarge => {
            let piece = vec![b'x'; 64 << 10];
            for _ in 0..LARGE / piece.len() {
                send(&mut connection, &piece).await?;
            }
        }
        Fate::Dropped => {
            while connection.read(&mut [0]).await.is_ok_and(|read| read > 0) {}
            return Ok(true);
        }
        _ => connection.write_all(b"0\r\n\r\n").await?,
    }
    Ok(false)
}

async fn send(connection: &mut TcpStream, piece: &[u8]) -> io::Result<()> {
    let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
    connection.write_all(&chunk).await
}
