//! Dispatches connections by the target of their first request: those to scenarios are served here; all others go to the HTTP framework,
//! with all their bytes.

use std::{
    io::{self, Cursor},
    net::SocketAddr,
    sync::Arc,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use bytes::BytesMut;
use tokio::{
    io::{AsyncReadExt, Chain, Join, join},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinSet,
};

use super::connection::Connection;
use crate::{
    scenario::address::{ROOT, is_below},
    service::timed::{Activity, Timed},
    state::shared::Shared,
};

/// A connection for the HTTP framework, which first reads the bytes that were read here.
pub(crate) type Forwarded = Timed<Join<Chain<Cursor<BytesMut>, OwnedReadHalf>, OwnedWriteHalf>>;

/// The listener of both kinds of connections. Its drop ends those to scenarios.
#[derive(Debug)]
pub(crate) struct Dispatcher {
    listener: TcpListener,
    server: Arc<Shared>,
    connections: JoinSet<Option<(Forwarded, SocketAddr)>>,
}

impl Dispatcher {
    pub(crate) fn new(listener: TcpListener, server: Arc<Shared>) -> Self {
        Self { listener, server, connections: JoinSet::new() }
    }
}

impl Listener for Dispatcher {
    type Io = Forwarded;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Forwarded, SocketAddr) {
        loop {
            tokio::select! {
                (stream, peer) = Listener::accept(&mut self.listener) => {
                    let server = Arc::clone(&self.server);
                    self.connections.spawn(async move { receive(server, stream).await.map(|connection| (connection, peer)) });
                }
                Some(joined) = self.connections.join_next() => {
                    if let Ok(Some(forwarded)) = joined {
                        return forwarded;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Dispatcher>> for Activity {
    fn connect_info(stream: IncomingStream<'_, Dispatcher>) -> Self {
        stream.io().activity()
    }
}

/// Serves a connection to scenarios until its end. Returns any other one as soon as its first target is known.
async fn receive(server: Arc<Shared>, mut stream: TcpStream) -> Option<Forwarded> {
    // Otherwise the system would delay small writes.
    let _ = stream.set_nodelay(true);
    let mut start = BytesMut::new();
    let mut since = server.clock.now();
    let mut end = server.setup.timeouts.idle_end(since);
    let kind = loop {
        if let Some(kind) = Kind::of(&start) {
            break kind;
        }
        let is_first = start.is_empty();
        let read = tokio::select! {
            biased;
            read = stream.read_buf(&mut start) => read,
            () = server.clock.sleep_until_any(end) => return None,
        };
        match read {
            Ok(1..) if is_first => {
                since = server.clock.now();
                end = server.setup.timeouts.read_end(since);
            }
            Ok(1..) => {}
            // The framework handles the end.
            Ok(0) | Err(_) => break Kind::Other,
        }
    };
    match kind {
        Kind::Scenario => {
            Connection::new(&server, stream, start).serve().await;
            None
        }
        Kind::Other => {
            let (reader, writer) = stream.into_split();
            Some(Timed::new(join(Cursor::new(start).chain(reader), writer), server, since))
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Scenario,
    Other,
}

impl Kind {
    /// Returns the kind of a connection that starts with these bytes; `None` if more bytes are needed.
    fn of(start: &[u8]) -> Option<Self> {
        /// No method is longer.
        const MAX_METHOD: usize = 32;

        let start = start.trim_ascii_start();
        let Some(space) = start.iter().take(MAX_METHOD).position(|byte| *byte == b' ') else {
            return (start.len() >= MAX_METHOD || start.contains(&b'\r')).then_some(Self::Other);
        };
        let target = &start[space + 1..];
        match target.get(..=ROOT.len()) {
            None if ROOT.as_bytes().starts_with(target) => None,
            None => Some(Self::Other),
            // Up to the end of the path, or of a segment of it.
            Some(path) => {
                let end = path.len() - usize::from(b" ?".contains(&path[ROOT.len()]));
                let is_scenario = std::str::from_utf8(&path[..end]).is_ok_and(is_below);
                Some(if is_scenario { Self::Scenario } else { Self::Other })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_told_by_the_target_of_its_first_request() {
        for (start, kind) in [
            ("GET /_scenario HTTP/1.1\r\n", Kind::Scenario),
            ("GET /_scenario?x HTTP/1.1\r\n", Kind::Scenario),
            ("\r\nPOST /_scenario/cut/run/v1/agents HTTP/1.1\r\n", Kind::Scenario),
            ("GET /_scenarios HTTP/1.1\r\n", Kind::Other),
            ("GET /v1/agents?_scenario/ HTTP/1.1\r\n", Kind::Other),
            ("GET / HTTP/1.1\r\n", Kind::Other),
            ("PRI * HTTP/2.0\r\n\r\n", Kind::Other),
            ("\x16\x03\x01 such a greeting is one of TLS", Kind::Other),
            ("not-http\r\n", Kind::Other),
        ] {
            assert_eq!(Kind::of(start.as_bytes()), Some(kind), "{start}");
        }
    }

    #[test]
    fn it_is_told_as_soon_as_it_can_be_and_no_sooner() {
        let told = |request: &str| (0..request.len()).find(|end| Kind::of(&request.as_bytes()[..*end]).is_some());
        assert_eq!(told("POST /_scenario/cut/run HTTP/1.1\r\n"), Some("POST /_scenario/".len()));
        assert_eq!(told("POST /_scenery/cut/run HTTP/1.1\r\n"), Some("POST /_scene".len()));
        assert_eq!(told("POST /v1/agents HTTP/1.1\r\n"), Some("POST /v".len()));
        assert_eq!(told(&"x".repeat(100)), Some(32));
    }
}
