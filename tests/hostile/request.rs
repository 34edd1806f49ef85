//! A received request, and its operation.

use std::io;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// The operation of a request, as far as responses differ.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Operation {
    ListAgents,
    Invoke,
    Stream,
    CreateSession,
    ListSessions,
    DeleteSession,
    Continue,
    RunPipeline,
    ReadStatus,
    Health,
    Metrics,
    /// The target of a redirect, or anything else that no call requests.
    Elsewhere,
}

impl Operation {
    fn of(method: &str, path: &str) -> Self {
        let path = path.split('?').next().unwrap_or_default();
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (method, &segments[..]) {
            ("GET", ["v1", "agents"]) => Self::ListAgents,
            ("POST", ["v1", "agents", _, "invoke"]) => Self::Invoke,
            ("POST", ["v1", "agents", _, "stream"] | ["v1", "agents", _, "sessions", _, "stream"]) => Self::Stream,
            ("POST", ["v1", "agents", _, "sessions"]) => Self::CreateSession,
            ("GET", ["v1", "agents", _, "sessions"]) => Self::ListSessions,
            ("DELETE", ["v1", "agents", _, "sessions", _]) => Self::DeleteSession,
            ("POST", ["v1", "agents", _, "sessions", _, "continue"]) => Self::Continue,
            ("POST", ["v1", "pipelines", _, "run"]) => Self::RunPipeline,
            ("GET", ["v1", "pipelines", _, "status"]) => Self::ReadStatus,
            ("GET", ["healthz"]) => Self::Health,
            ("GET", ["v1", "metrics"]) => Self::Metrics,
            _ => Self::Elsewhere,
        }
    }

    /// The status of its success.
    pub(crate) fn success(self) -> u16 {
        match self {
            Self::CreateSession => 201,
            Self::DeleteSession => 204,
            _ => 200,
        }
    }
}

/// The head of a request.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) operation: Operation,
    pub(crate) line: String,
    /// The `X-Correlation-ID`.
    pub(crate) id: String,
    pub(crate) is_post: bool,
    /// The length of the body.
    pub(crate) length: usize,
}

/// The bytes that were read from a connection and not taken yet.
#[derive(Default)]
pub(crate) struct Received(Vec<u8>);

impl Received {
    /// Reads the head of the next request; `None` if the connection ends before it.
    pub(crate) async fn head(&mut self, connection: &mut TcpStream) -> io::Result<Option<Head>> {
        loop {
            if let Some(end) = self.0.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&self.0[..end]).into_owned();
                self.0.drain(..end + 4);
                return Ok(Some(parse(&head)));
            }
            if self.more(connection).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// Returns whether that many bytes of a body were read.
    pub(crate) fn has(&self, length: usize) -> bool {
        self.0.len() >= length
    }

    /// Takes the body; false if the connection ends before it.
    pub(crate) async fn body(&mut self, connection: &mut TcpStream, length: usize) -> io::Result<bool> {
        while !self.has(length) {
            if self.more(connection).await? == 0 {
                return Ok(false);
            }
        }
        self.0.drain(..length);
        Ok(true)
    }

    async fn more(&mut self, connection: &mut TcpStream) -> io::Result<usize> {
        self.0.reserve(16 << 10);
        connection.read_buf(&mut self.0).await
    }
}

fn parse(head: &str) -> Head {
    let line = head.lines().next().unwrap_or_default().to_owned();
    let header = |name: &str| {
        let fields = head.lines().filter_map(|line| line.split_once(':'));
        fields.filter(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).next()
    };
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    Head {
        operation: Operation::of(method, path),
        is_post: method == "POST",
        id: header("x-correlation-id").unwrap_or_default(),
        length: header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0),
        line,
    }
}
