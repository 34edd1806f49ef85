//! A connection that normalizes the heads of responses before the HTTP library parses them. Everything else is passed through.

use std::io;
use std::mem::{self, MaybeUninit};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{self, Connected};

use super::body::Body;
use super::head::{self, Head};
use super::lost::Connections;
use crate::error::{ClosedBeforeResponse, TooManyInformational};

/// The number of bytes that are read at once.
const PIECE: usize = 16 << 10;
/// The largest head. A larger head is passed to the HTTP library, which rejects it.
const HEAD_LIMIT: usize = 512 << 10;
const START: &[u8] = b"HTTP/1.";
/// The number of informational responses (1xx) that are accepted before the final response.
const MAX_INFORMATIONAL: u32 = 100;

/// The underlying connection.
pub(super) trait Io: Read + Write + connect::Connection + Unpin + Send {}

impl<T: Read + Write + connect::Connection + Unpin + Send> Io for T {}

pub(super) struct Connection {
    io: Box<dyn Io>,
    state: State,
    /// Whether a request was sent whose response has not ended. Otherwise received bytes are not a response, and are not normalized.
    awaits_response: bool,
    /// Whether any bytes were received.
    has_received: bool,
    /// The number of informational responses before the current response.
    informational: u32,
    /// The bytes to pass on; `read` of them have been.
    normalized: Vec<u8>,
    read: usize,
    early_close: EarlyClose,
    connections: Connections,
}

/// The part of a response that comes next.
enum State {
    /// An incomplete head: the bytes received so far, already searched for its end.
    Head(Vec<u8>),
    Body(Body),
    /// Bytes to pass through, until the end of the connection.
    Passthrough,
}

impl Connection {
    pub(super) fn new(io: Box<dyn Io>, connections: Connections) -> Self {
        let state = if io.connected().is_negotiated_h2() { State::Passthrough } else { State::Head(Vec::new()) };
        Self {
            io,
            state,
            awaits_response: false,
            has_received: false,
            informational: 0,
            normalized: Vec::new(),
            read: 0,
            early_close: EarlyClose::default(),
            connections,
        }
    }

    /// Records that these bytes were sent.
    fn request_sent(&mut self, bytes: &[u8]) {
        if !mem::replace(&mut self.awaits_response, true) && bytes.starts_with(b"HEAD ") {
            // The response to HEAD has a head like others and no body.
            self.state = State::Passthrough;
        }
    }

    fn response_ended(&mut self) {
        (self.state, self.awaits_response, self.informational) = (State::Head(Vec::new()), false, 0);
    }

    /// Processes received bytes.
    fn take(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match &mut self.state {
                State::Passthrough => {
                    self.normalized.extend_from_slice(bytes);
                    return Ok(());
                }
                State::Body(body) => {
                    let (length, has_ended) = body.take(bytes);
                    self.normalized.extend_from_slice(&bytes[..length]);
                    bytes = &bytes[length..];
                    if has_ended {
                        self.response_ended();
                    }
                }
                State::Head(head) => {
                    let searched = head.len();
                    head.extend_from_slice(bytes);
                    let is_answer = self.awaits_response && head.starts_with(&START[..START.len().min(head.len())]);
                    match head::end(head, searched) {
                        Some(end) if is_answer => {
                            bytes = &bytes[end - searched..];
                            head.truncate(end);
                            let head = mem::take(head);
                            self.normalize(&head)?;
                        }
                        None if is_answer && head.len() < HEAD_LIMIT => return Ok(()),
                        _ => {
                            self.normalized.append(head);
                            self.state = State::Passthrough;
                            return Ok(());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn normalize(&mut self, bytes: &[u8]) -> io::Result<()> {
        let refused = |why| io::Error::new(io::ErrorKind::InvalidData, why);
        let Head { normalized, after } = head::normalize(bytes).map_err(refused).inspect_err(|_| self.state = State::Passthrough)?;
        self.normalized.extend_from_slice(&normalized);
        match after {
            head::AfterHead::Body(body) => self.state = State::Body(body),
            head::AfterHead::FinalResponse => {
                self.informational += 1;
                if self.informational > MAX_INFORMATIONAL {
                    self.state = State::Passthrough;
                    return Err(io::Error::new(io::ErrorKind::InvalidData, TooManyInformational { limit: MAX_INFORMATIONAL }));
                }
                self.state = State::Head(Vec::new());
            }
            head::AfterHead::Nothing => self.response_ended(),
            head::AfterHead::Other => self.state = State::Passthrough,
        }
        Ok(())
    }

    fn copy_to(&mut self, cursor: &mut ReadBufCursor<'_>) {
        let rest = &self.normalized[self.read..];
        let length = rest.len().min(cursor.remaining());
        cursor.put_slice(&rest[..length]);
        self.read += length;
        if self.read == self.normalized.len() {
            (self.normalized, self.read) = (Vec::new(), 0);
        }
    }
}

impl Read for Connection {
    fn poll_read(mut self: Pin<&mut Self>, task: &mut Context<'_>, mut cursor: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if !this.normalized.is_empty() {
                this.copy_to(&mut cursor);
                return Poll::Ready(Ok(()));
            }
            if matches!(this.state, State::Passthrough) {
                return Pin::new(&mut this.io).poll_read(task, cursor);
            }
            let mut room = [const { MaybeUninit::uninit() }; PIECE];
            let mut piece = ReadBuf::uninit(&mut room[..cursor.remaining().min(PIECE)]);
            let read = ready!(Pin::new(&mut this.io).poll_read(task, piece.unfilled()));
            read.map_err(|error| if this.has_received { error } else { this.early_close.record(error) })?;
            let bytes = piece.filled();
            this.has_received = true;
            match &mut this.state {
                _ if bytes.is_empty() => {
                    // The HTTP library reports an incomplete head.
                    let State::Head(head) = mem::replace(&mut this.state, State::Passthrough) else { return Poll::Ready(Ok(())) };
                    this.normalized = head;
                    if this.normalized.is_empty() {
                        return Poll::Ready(Ok(()));
                    }
                }
                // Most bytes belong to a body, and are passed on without a copy in between.
                State::Body(body) => {
                    let (length, has_ended) = body.take(bytes);
                    cursor.put_slice(&bytes[..length]);
                    if has_ended {
                        this.response_ended();
                    }
                    return Poll::Ready(this.take(&bytes[length..]));
                }
                _ => this.take(bytes)?,
            }
        }
    }
}

impl Write for Connection {
    fn poll_write(mut self: Pin<&mut Self>, task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.io).poll_write(task, bytes))?;
        if written > 0 {
            self.request_sent(bytes);
        }
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, task: &mut Context<'_>, parts: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.io).poll_write_vectored(task, parts))?;
        if let Some(part) = parts.iter().find(|part| written > 0 && !part.is_empty()) {
            self.request_sent(part);
        }
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(task)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(task)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.io.connected().is_negotiated_h2() {
            self.connections.ended(self.early_close.error());
        }
    }
}

impl connect::Connection for Connection {
    fn connected(&self) -> Connected {
        self.io.connected().extra(self.early_close.clone())
    }
}

/// The error of a connection that was closed before any bytes were received, for the sender of a request: the library does not report it if the request
/// was not yet sent.
#[derive(Clone, Default)]
pub(super) struct EarlyClose(Arc<Mutex<Option<ClosedBeforeResponse>>>);

impl EarlyClose {
    /// Records an error of TLS before any bytes were received.
    fn record(&self, error: io::Error) -> io::Error {
        if error.kind() != io::ErrorKind::InvalidData {
            return error;
        }
        let closed = ClosedBeforeResponse(Arc::new(error));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(closed.clone());
        io::Error::new(io::ErrorKind::InvalidData, closed)
    }

    fn error(&self) -> Option<ClosedBeforeResponse> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the error of a connection from the library's connection info.
    pub(super) fn from_connected(connection: &Connected) -> Option<ClosedBeforeResponse> {
        let mut kept = http::Extensions::new();
        connection.get_extras(&mut kept);
        kept.get::<Self>()?.error()
    }
}

#[cfg(test)]
#[path = "connection/tests.rs"]
mod tests;
