//! A connection on which the heads of answers are mended before the HTTP library reads them. All else passes as it comes.

use std::io;
use std::mem::{self, MaybeUninit};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{self, Connected};

use super::body::Body;
use super::head::{self, Head};
use crate::error::{Endless, Unheard};

/// How much is read at once, in bytes.
const PIECE: usize = 16 << 10;
/// A larger head is left to the HTTP library, which refuses it.
const HEAD_LIMIT: usize = 512 << 10;
const START: &[u8] = b"HTTP/1.";
/// How many informational answers (1xx) may come before the answer itself: a server that sends them without end is refused.
const INFORMATIONAL: u32 = 100;

/// What a connection is made on.
pub(super) trait Io: Read + Write + connect::Connection + Unpin + Send {}

impl<T: Read + Write + connect::Connection + Unpin + Send> Io for T {}

pub(super) struct Connection {
    io: Box<dyn Io>,
    place: Place,
    /// Something was asked to which no answer has ended: else what comes is no answer, and not to be mended.
    is_asked: bool,
    /// Something has come.
    is_heard: bool,
    /// How many informational answers have come before it.
    informational: u32,
    /// What is to be read, after what has been.
    mended: Vec<u8>,
    read: usize,
    ended: Ended,
}

/// What comes next.
enum Place {
    /// A head, so much of which is here; it has been searched for its end.
    Head(Vec<u8>),
    Body(Body),
    /// What is not ours to read, to the end of the connection.
    Other,
}

impl Connection {
    pub(super) fn new(io: Box<dyn Io>) -> Self {
        let place = if io.connected().is_negotiated_h2() { Place::Other } else { Place::Head(Vec::new()) };
        Self { io, place, is_asked: false, is_heard: false, informational: 0, mended: Vec::new(), read: 0, ended: Ended::default() }
    }

    /// These bytes have been sent.
    fn asked(&mut self, bytes: &[u8]) {
        if !mem::replace(&mut self.is_asked, true) && bytes.starts_with(b"HEAD ") {
            // Its answer's head is that of another answer's body.
            self.place = Place::Other;
        }
    }

    fn answered(&mut self) {
        (self.place, self.is_asked, self.informational) = (Place::Head(Vec::new()), false, 0);
    }

    /// Takes bytes that came, as far as they are whole.
    fn take(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match &mut self.place {
                Place::Other => {
                    self.mended.extend_from_slice(bytes);
                    return Ok(());
                }
                Place::Body(body) => {
                    let (of_it, has_ended) = body.take(bytes);
                    self.mended.extend_from_slice(&bytes[..of_it]);
                    bytes = &bytes[of_it..];
                    if has_ended {
                        self.answered();
                    }
                }
                Place::Head(begun) => {
                    let searched = begun.len();
                    begun.extend_from_slice(bytes);
                    let is_answer = self.is_asked && begun.starts_with(&START[..START.len().min(begun.len())]);
                    match head::end(begun, searched) {
                        Some(end) if is_answer => {
                            bytes = &bytes[end - searched..];
                            begun.truncate(end);
                            let begun = mem::take(begun);
                            self.mend(&begun)?;
                        }
                        None if is_answer && begun.len() < HEAD_LIMIT => return Ok(()),
                        _ => {
                            self.mended.append(begun);
                            self.place = Place::Other;
                            return Ok(());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn mend(&mut self, bytes: &[u8]) -> io::Result<()> {
        let refused = |why| io::Error::new(io::ErrorKind::InvalidData, why);
        let Head { mended, follows } = head::mend(bytes).map_err(refused).inspect_err(|_| self.place = Place::Other)?;
        self.mended.extend_from_slice(&mended);
        match follows {
            head::Follows::Body(body) => self.place = Place::Body(body),
            head::Follows::Answer => {
                self.informational += 1;
                if self.informational > INFORMATIONAL {
                    self.place = Place::Other;
                    return Err(io::Error::new(io::ErrorKind::InvalidData, Endless { most: INFORMATIONAL }));
                }
                self.place = Place::Head(Vec::new());
            }
            head::Follows::Nothing => self.answered(),
            head::Follows::Other => self.place = Place::Other,
        }
        Ok(())
    }

    fn give(&mut self, cursor: &mut ReadBufCursor<'_>) {
        let rest = &self.mended[self.read..];
        let given = rest.len().min(cursor.remaining());
        cursor.put_slice(&rest[..given]);
        self.read += given;
        if self.read == self.mended.len() {
            (self.mended, self.read) = (Vec::new(), 0);
        }
    }
}

impl Read for Connection {
    fn poll_read(mut self: Pin<&mut Self>, task: &mut Context<'_>, mut cursor: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if !this.mended.is_empty() {
                this.give(&mut cursor);
                return Poll::Ready(Ok(()));
            }
            if matches!(this.place, Place::Other) {
                return Pin::new(&mut this.io).poll_read(task, cursor);
            }
            let mut room = [const { MaybeUninit::uninit() }; PIECE];
            let mut piece = ReadBuf::uninit(&mut room[..cursor.remaining().min(PIECE)]);
            let came = ready!(Pin::new(&mut this.io).poll_read(task, piece.unfilled()));
            came.map_err(|error| if this.is_heard { error } else { this.ended.unheard(error) })?;
            let bytes = piece.filled();
            this.is_heard = true;
            match &mut this.place {
                _ if bytes.is_empty() => {
                    // The library says what is wrong with half a head.
                    let Place::Head(begun) = mem::replace(&mut this.place, Place::Other) else { return Poll::Ready(Ok(())) };
                    this.mended = begun;
                    if this.mended.is_empty() {
                        return Poll::Ready(Ok(()));
                    }
                }
                // Nearly all that comes is of a body, and is not kept on the way.
                Place::Body(body) => {
                    let (of_it, has_ended) = body.take(bytes);
                    cursor.put_slice(&bytes[..of_it]);
                    if has_ended {
                        this.answered();
                    }
                    return Poll::Ready(this.take(&bytes[of_it..]));
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
            self.asked(bytes);
        }
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, task: &mut Context<'_>, parts: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.io).poll_write_vectored(task, parts))?;
        if let Some(part) = parts.iter().find(|part| written > 0 && !part.is_empty()) {
            self.asked(part);
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

impl connect::Connection for Connection {
    fn connected(&self) -> Connected {
        self.io.connected().extra(self.ended.clone())
    }
}

/// How a connection ended that did so before anything had come on it, for who asks on it: where it ended before the request was on the way, the
/// library does not tell.
#[derive(Clone, Default)]
pub(super) struct Ended(Arc<Mutex<Option<Unheard>>>);

impl Ended {
    /// Marks what TLS reports before anything has come.
    fn unheard(&self, error: io::Error) -> io::Error {
        if error.kind() != io::ErrorKind::InvalidData {
            return error;
        }
        let unheard = Unheard(Arc::new(error));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(unheard.clone());
        io::Error::new(io::ErrorKind::InvalidData, unheard)
    }

    /// That of a connection, by what the library keeps of it.
    pub(super) fn of(connection: &Connected) -> Option<Unheard> {
        let mut kept = http::Extensions::new();
        connection.get_extras(&mut kept);
        kept.get::<Self>()?.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
#[path = "connection/tests.rs"]
mod tests;
