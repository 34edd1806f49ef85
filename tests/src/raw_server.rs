//! A server that sends given bytes, for responses that no HTTP framework sends.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What the server does after it has sent its bytes.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// Closes the connection.
    Close,
    /// Resets the connection.
    Reset,
    /// Keeps the connection open, and sends nothing more.
    Hang,
}

/// Responds to one request per connection, each with the next of its responses; the last one is repeated.
#[derive(Debug)]
pub struct RawServer {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
    closed: Arc<Notify>,
    task: JoinHandle<()>,
}

impl RawServer {
    /// Starts the server on a free port of the loopback interface.
    ///
    /// # Panics
    /// No port is free.
    pub async fn start<B: AsRef<[u8]>>(answers: impl IntoIterator<Item = (B, Then)>) -> Self {
        let mut answers: VecDeque<(Vec<u8>, Then)> = answers.into_iter().map(|(bytes, then)| (bytes.as_ref().to_vec(), then)).collect();
        let listener = TcpListener::bind("127.0.0.1:0").await;
        #[expect(clippy::expect_used, reason = "a test may fail")]
        let (listener, address) =
            listener.and_then(|listener| listener.local_addr().map(|address| (listener, address))).expect("a free port");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let closed = Arc::new(Notify::new());
        let (log, notify) = (Arc::clone(&seen), Arc::clone(&closed));
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let Some((bytes, then)) = (if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }) else { return };
                tokio::spawn(answer(connection, bytes, then, Arc::clone(&log), Arc::clone(&notify)));
            }
        });
        Self { url: format!("http://{address}"), seen, closed, task }
    }

    /// Returns the server's base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the requests so far, each from its request line to the end of its body.
    #[must_use]
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the server has received so many requests.
    pub async fn has_seen(&self, requests: usize) {
        crate::until(|| self.seen().len() >= requests).await;
    }

    /// Waits until a client has closed a connection that the server kept open.
    pub async fn closed_by_client(&self) {
        self.closed.notified().await;
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut connection: TcpStream, bytes: Vec<u8>, then: Then, seen: Arc<Mutex<Vec<String>>>, closed: Arc<Notify>) {
    let Ok(request) = read_request(&mut connection).await else { return };
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    if connection.write_all(&bytes).await.is_err() {
        return;
    }
    match then {
        Then::Close => drop(connection.shutdown().await),
        Then::Reset => drop(connection.set_zero_linger()),
        Then::Hang => {
            let mut rest = [0];
            while connection.read(&mut rest).await.is_ok_and(|read| read > 0) {}
            closed.notify_one();
        }
    }
}

/// Reads a request, from its request line to the end of its body.
///
/// # Errors
/// The connection ended before that, or broke.
pub async fn read_request(connection: &mut TcpStream) -> io::Result<String> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Ok(text.into_owned());
            }
        }
        let mut piece = [0; 4096];
        match connection.read(&mut piece).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => request.extend_from_slice(&piece[..read]),
        }
    }
}
