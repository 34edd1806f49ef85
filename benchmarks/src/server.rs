//! A server that sends prepared bytes, write for write. Knows which agent is asked for, and no more of the API.

use std::collections::HashMap;
use std::future::{Future, pending};
use std::net::TcpListener as StdTcpListener;
use std::sync::Arc;
use std::thread;

use bytes::{Bytes, BytesMut};
use memchr::memmem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::task::yield_now;

use crate::Result;

/// What an agent answers, and whether it says no more after it: then neither the answer nor the connection ends.
pub(crate) struct Answer {
    writes: Vec<Bytes>,
    stays_open: bool,
    /// Whether other tasks of the server's runtime run after each write.
    pauses: bool,
}

impl Answer {
    /// JSON, in one write.
    pub(crate) fn json(body: &str) -> Self {
        let length = body.len();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
        Self { writes: vec![answer.into()], stays_open: false, pauses: false }
    }

    /// A stream: each piece is a chunk of HTTP and a write of its own.
    pub(crate) fn stream(pieces: &[Bytes]) -> Self {
        let head = Bytes::from_static(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        let chunk = |piece: &Bytes| Bytes::from([format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
        let end = Bytes::from_static(b"0\r\n\r\n");
        let writes = [head].into_iter().chain(pieces.iter().map(chunk)).chain([end]).collect();
        Self { writes, stays_open: false, pauses: false }
    }

    /// A stream that never ends.
    pub(crate) fn open_stream(pieces: &[Bytes]) -> Self {
        let mut answer = Self::stream(pieces);
        answer.writes.pop();
        Self { stays_open: true, ..answer }
    }

    /// The same, with a pause after each write for a client on the same thread.
    pub(crate) fn pausing(self) -> Self {
        Self { pauses: true, ..self }
    }
}

type Answers = HashMap<&'static str, Answer>;

/// Starts a server on a thread of its own, which runs until the program ends. Returns its URL.
pub(crate) fn start(answers: Answers) -> Result<String> {
    let (listener, url) = bind()?;
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let answers = Arc::new(answers);
    thread::spawn(move || {
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener)?;
            loop {
                let (connection, _) = listener.accept().await?;
                let answers = Arc::clone(&answers);
                // Its client sees what goes wrong.
                tokio::spawn(async move { serve(connection, &answers).await });
            }
            #[expect(unreachable_code, reason = "gives the block its type")]
            Result::<()>::Ok(())
        })
    });
    Ok(url)
}

/// A server of one connection at a time, which runs while it is polled, and its URL.
pub(crate) fn within(answers: Answers) -> Result<(impl Future<Output = Result<()>>, String)> {
    let (listener, url) = bind()?;
    let serving = async move {
        let listener = TcpListener::from_std(listener)?;
        loop {
            let (connection, _) = listener.accept().await?;
            serve(connection, &answers).await?;
        }
    };
    Ok((serving, url))
}

fn bind() -> Result<(StdTcpListener, String)> {
    let listener = StdTcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}

async fn serve(mut connection: TcpStream, answers: &Answers) -> Result<()> {
    connection.set_nodelay(true)?;
    let mut received = BytesMut::new();
    while let Some(agent) = read_request(&mut connection, &mut received).await? {
        let answer = answers.get(agent.as_str()).ok_or("no such agent")?;
        for write in &answer.writes {
            connection.write_all(write).await?;
            if answer.pauses {
                yield_now().await;
            }
        }
        if answer.stays_open {
            pending::<()>().await;
        }
    }
    Ok(())
}

/// Reads a request whole, and returns the agent in its path; None where the client has closed the connection.
async fn read_request(connection: &mut TcpStream, received: &mut BytesMut) -> Result<Option<String>> {
    let head = loop {
        if let Some(end) = memmem::find(received, b"\r\n\r\n") {
            break String::from_utf8(received.split_to(end + 4).to_vec())?;
        }
        if connection.read_buf(received).await? == 0 {
            return Ok(None);
        }
    };
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    while received.len() < length {
        if connection.read_buf(received).await? == 0 {
            return Ok(None);
        }
    }
    let _ = received.split_to(length);
    Ok(head.split('/').nth(3).map(str::to_owned))
}
