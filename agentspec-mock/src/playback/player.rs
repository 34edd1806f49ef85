//! Writes the steps of an answer to a connection, by the server's clock. Does not read, and does not know the end of the answer.

use std::io;

use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    task::yield_now,
};

use super::gzip::Gzip;
use crate::{
    clock::{Clock, Moment},
    scenario::steps::{Payload, Step},
};

/// The size from which a chunk is written in parts.
const BLOCK: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct Player<'a, W> {
    output: W,
    clock: &'a Clock,
    /// The start of the next pause: before the last write, so that a client that has read it can advance the clock past the pause.
    since: Moment,
    /// Replaces `{origin}`; `base` replaces `{base}`.
    origin: &'a str,
    base: &'a str,
    slice: Option<usize>,
    /// The number of the innermost repetition.
    round: Option<u64>,
    gzip: Option<Gzip>,
}

impl<'a, W: AsyncWrite + Unpin + Send> Player<'a, W> {
    pub(super) fn new(output: W, clock: &'a Clock, since: Moment, origin: &'a str, base: &'a str) -> Self {
        Self { output, clock, since, origin, base, slice: None, round: None, gzip: None }
    }

    /// # Errors
    ///
    /// The client has closed the connection.
    pub(super) async fn play(&mut self, steps: &[Step]) -> io::Result<()> {
        for step in steps {
            self.step(step).await?;
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> io::Result<()> {
        match step {
            Step::Head(head) => self.write(head.text(self.origin, self.base).as_bytes()).await,
            Step::Send(payload) => self.send(&payload.in_round(self.round)).await,
            Step::Chunk(payload) => self.chunk(&payload.in_round(self.round)).await,
            Step::LastChunk => self.write(b"0\r\n\r\n").await,
            Step::Gzip(payload) => {
                let piece = self.gzip.get_or_insert_default().piece(&payload.in_round(self.round))?;
                self.chunk(&Payload::Bytes(piece.into())).await
            }
            Step::GzipEnd => {
                let end = self.gzip.take().unwrap_or_default().end()?;
                self.chunk(&Payload::Bytes(end.into())).await
            }
            Step::Slice(bytes) => {
                self.slice = Some(*bytes);
                Ok(())
            }
            Step::Pause(time) => {
                self.since = self.since.plus(*time);
                self.clock.sleep_until(self.since).await;
                Ok(())
            }
            Step::Repeat { times, steps } => self.repeat(steps, *times).await,
            Step::Forever(steps) => self.repeat(steps, u64::MAX).await,
        }
    }

    async fn repeat(&mut self, steps: &[Step], times: u64) -> io::Result<()> {
        let outer = self.round;
        for round in 1..=times {
            self.round = Some(round);
            Box::pin(self.play(steps)).await?;
            // Steps that neither send nor wait must not block other tasks.
            yield_now().await;
        }
        self.round = outer;
        Ok(())
    }

    async fn send(&mut self, payload: &Payload) -> io::Result<()> {
        for piece in payload.pieces() {
            self.write(&piece).await?;
        }
        Ok(())
    }

    /// Sends a chunk in one write, unless it is large.
    async fn chunk(&mut self, payload: &Payload) -> io::Result<()> {
        let mut frame = format!("{:x}\r\n", payload.len()).into_bytes();
        for piece in payload.pieces() {
            if frame.len() >= BLOCK {
                self.write(&frame).await?;
                frame.clear();
            }
            frame.extend_from_slice(&piece);
        }
        frame.extend_from_slice(b"\r\n");
        self.write(&frame).await
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        for slice in bytes.chunks(self.slice.unwrap_or(usize::MAX)) {
            self.since = self.clock.now();
            self.output.write_all(slice).await?;
            if self.slice.is_some() {
                yield_now().await;
            }
        }
        Ok(())
    }
}
