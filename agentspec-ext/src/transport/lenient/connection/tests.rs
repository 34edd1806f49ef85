//! Tests what passes through a connection, however the bytes are split.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use futures::task::noop_waker_ref;

use super::*;

/// A connection that returns these pieces. An empty piece is the end of the connection; pieces may be added later.
#[derive(Clone, Default)]
struct Pieces(Arc<Mutex<VecDeque<Vec<u8>>>>);

/// A piece that stands for a TLS alert.
const ALERT: &[u8] = b"alert";

impl Read for Pieces {
    fn poll_read(self: Pin<&mut Self>, _task: &mut Context<'_>, mut cursor: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        let mut pieces = self.0.lock().unwrap();
        let Some(mut piece) = pieces.pop_front() else { return Poll::Pending };
        if piece == ALERT {
            return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
        }
        let rest = piece.split_off(piece.len().min(cursor.remaining()));
        cursor.put_slice(&piece);
        if !rest.is_empty() {
            pieces.push_front(rest);
        }
        Poll::Ready(Ok(()))
    }
}

impl Write for Pieces {
    fn poll_write(self: Pin<&mut Self>, _task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl connect::Connection for Pieces {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

/// Returns the bytes that are read of each response, which arrives after its request in pieces of this size. Then the connection ends.
fn read(exchanges: &[(&str, &str)], size: usize, room: usize) -> io::Result<Vec<String>> {
    let mut task = Context::from_waker(noop_waker_ref());
    let pieces = Pieces::default();
    let mut connection = Connection::new(Box::new(pieces.clone()), Connections::default());
    let mut all = Vec::new();
    for (number, (request, response)) in exchanges.iter().enumerate() {
        if !request.is_empty() {
            assert!(Pin::new(&mut connection).poll_write(&mut task, request.as_bytes()).is_ready());
        }
        pieces.0.lock().unwrap().extend(response.as_bytes().chunks(size).map(<[u8]>::to_vec));
        if number + 1 == exchanges.len() {
            pieces.0.lock().unwrap().push_back(Vec::new());
        }
        let mut whole = Vec::new();
        let mut bytes = vec![0; room];
        loop {
            let mut buffer = ReadBuf::new(&mut bytes);
            match Pin::new(&mut connection).poll_read(&mut task, buffer.unfilled()) {
                Poll::Ready(read) => read?,
                Poll::Pending => break,
            }
            if buffer.filled().is_empty() {
                break;
            }
            whole.extend_from_slice(buffer.filled());
        }
        all.push(String::from_utf8(whole).unwrap());
    }
    Ok(all)
}

#[track_caller]
fn check(exchanges: &[(&str, &str)], expected: &[&str]) {
    let longest = exchanges.iter().map(|(_, response)| response.len()).max().unwrap_or(0);
    for size in 1..=longest {
        for room in [1, 7, 4096] {
            assert_eq!(read(exchanges, size, room).unwrap(), expected, "{size} {room}");
        }
    }
}

#[test]
fn an_early_close_is_reported_for_its_own_connection() {
    let connections = [&[ALERT][..], &[b"HTTP/1.1 200 OK\r\n\r\n", ALERT], &[b""]].map(|pieces| {
        let pieces = pieces.iter().map(|piece| piece.to_vec()).collect();
        Connection::new(Box::new(Pieces(Arc::new(Mutex::new(pieces)))), Connections::default())
    });
    // The connection info that the library stores before the connection ends.
    let kept = connections.each_ref().map(connect::Connection::connected);
    let mut task = Context::from_waker(noop_waker_ref());
    for mut connection in connections {
        let mut bytes = [0; 64];
        while let Poll::Ready(Ok(())) = Pin::new(&mut connection).poll_read(&mut task, ReadBuf::new(&mut bytes).unfilled()) {}
    }
    assert_eq!(kept.map(|kept| EarlyClose::from_connected(&kept).is_some()), [true, false, false]);
}

const GET: &str = "GET / HTTP/1.1\r\n\r\n";

#[test]
fn each_head_is_normalized_and_no_body() {
    check(
        &[
            (GET, "HTTP/1.1 200 OK\r\nA : b\r\nContent-Length: 32\r\n\r\nHTTP/1.1 200 OK\r\nA : b\r\n\r\n c\r\n\r\n"),
            (
                GET,
                "HTTP/1.1 103 Hints\r\nA : b\r\n\r\nHTTP/1.1 200 OK\r\nA:\tb\r\n c\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nA : b\n\r\n0\r\nC : d\r\n\r\n",
            ),
            (GET, "HTTP/1.1 204 None\nA : b\n\n"),
            (GET, "HTTP/1.1 200 OK\r\nA : b\r\n\r\nHTTP/1.1 200 OK\r\nA : b\r\n\r\n"),
        ],
        &[
            "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 32\r\n\r\nHTTP/1.1 200 OK\r\nA : b\r\n\r\n c\r\n\r\n",
            "HTTP/1.1 103 Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nA: b c\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nA : b\n\r\n0\r\nC : d\r\n\r\n",
            "HTTP/1.1 204 None\r\nA: b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        ],
    );
}

#[test]
fn bytes_without_a_request_are_passed_through() {
    let malformed = "HTTP/1.1 200 OK\r\nA : b\r\n\r\n";
    check(&[("", malformed)], &[malformed]);
    let response = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";
    check(&[(GET, response), ("", malformed), (GET, malformed)], &[response, malformed, malformed]);
    check(&[(GET, &[response, malformed].concat())], &[&[response, malformed].concat()]);
}

#[test]
fn bytes_that_are_not_a_response_are_passed_through() {
    for other in ["SSH-2.0-OpenSSH_9.6\r\n\r\n", "HTTP/1.1 200 OK\r\nA : b\r\n", "HTT", "\r\nHTTP/1.1 200 OK\r\nA : b\r\n\r\n"] {
        check(&[(GET, other)], &[other]);
    }
    let malformed = "HTTP/1.1 200 OK\r\nA : b\r\nContent-Length: 9\r\n\r\n";
    check(&[("HEAD / HTTP/1.1\r\n\r\n", malformed)], &[malformed]);
}

#[test]
fn bytes_that_are_not_a_response_are_passed_on_at_once() {
    // Nothing follows, and the connection does not end.
    let exchanges = [(GET, "SSH-2.0-OpenSSH_9.6\r\n"), ("", "")];
    assert_eq!(read(&exchanges, 100, 4096).unwrap()[0], "SSH-2.0-OpenSSH_9.6\r\n");
}

#[test]
fn a_malformed_length_ends_the_connection() {
    for size in 1..60 {
        let error = read(&[(GET, "HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\na")], size, 4096).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
