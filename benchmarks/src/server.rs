//! A server on a thread of its own that sends prepared bytes, write for write. Knows which agent is asked for, and no more of the API.

use std::collections::HashMap;
use std::future::pending;
use std::net::TcpListener as StdTcpListener;
use std::sync::Arc;
use std::thread;

use bytes::{Bytes, BytesMut};
use memchr::memmem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

use crate::Result;

/// What an agent answers, and whether it says no more after it: then neither the answer nor the connection ends.
pub(crate) struct Answer {
    writes: Vec<Bytes>,
    stays_open: bool,
}

impl Answer {
    /// JSON, in one write.
    pub(crate) fn json(body: &str) -> Self {
        let length = body.len();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
        Self { writes: vec![answer.into()], stays_open: false }
    }

    /// A stream: each piece is a chunk of HTTP and a write of its own.
    pub(crate) fn stream(pieces: &[Bytes]) -> Self {
        let head = Bytes::from_static(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        let chunk = |piece: &Bytes| Bytes::from([format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
        let end = Bytes::from_static(b"0\r\n\r\n");
        Self { writes: [head].into_iter().chain(pieces.iter().map(chunk)).chain([end]).collect(), stays_open: false }
    }

    /// A stream that never ends.
    pub(crate) fn open_stream(pieces: &[Bytes]) -> Self {
        let mut answer = Self::stream(pieces);
        answer.writes.pop();
        Self { stays_open: true, ..answer }
    }
}

/// Starts a server, which runs until the program ends. Returns its URL.
pub(crate) fn start(answers: HashMap<&'static str, Answer>) -> Result<String> {
    let listener = StdTcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let url = format!("http://{}", listener.local_addr()?);
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let answers = Arc::new(answers);
    thread::spawn(move || {
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener)?;
            loop {
                let (connection, _) = listener.accept().await?;
                // Its client sees what goes wrong.
                tokio::spawn(serve(connection, Arc::clone(&answers)));
            }
            #[expect(unreachable_code, reason = "gives the block its type")]
            Result::<()>::Ok(())
        })
    });
    Ok(url)
}

async fn serve(mut connection: TcpStream, answers: Arc<HashMap<&'static str, Answer>>) -> Result<()> {
    connection.set_nodelay(true)?;
    let mut received = BytesMut::new();
    while let Some(agent) = read_request(&mut connection, &mut received).await? {
        let answer = answers.get(agent.as_str()).ok_or("no such agent")?;
        for write in &answer.writes {
            connection.write_all(write).await?;
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
