//! Decodes gzip responses as they arrive.
//!
//! The HTTP library's own decoder discards decoded data if the connection breaks: for a stream, events that were received.

use std::error::Error as StdError;
use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use futures::StreamExt;
use futures::stream::{BoxStream, unfold};
use http_body_util::BodyExt;
use reqwest::Body;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use tokio::task::yield_now;

use crate::headers;

/// The number of bytes that are decompressed in one step. The output is at most a thousand times as large, and in memory before a limit applies.
const STEP: usize = 4 << 10;

/// The output of a step, in bytes, after which other tasks may run.
const A_LOT: usize = 64 << 10;

type BoxError = Box<dyn StdError + Send + Sync>;

/// Decodes a response if it is compressed by gzip, and removes the headers of the encoding.
pub(super) fn decoded(response: http::Response<Body>) -> http::Response<Body> {
    if !is_gzip(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_ENCODING);
    parts.headers.remove(CONTENT_LENGTH);
    let body = body.into_data_stream().boxed();
    let compressed =
        Compressed { body, chunk: Bytes::new(), decoder: MultiGzDecoder::new(Vec::new()), is_empty: true, is_tired: false, end: None };
    http::Response::from_parts(parts, Body::wrap_stream(unfold(compressed, Compressed::next)))
}

fn is_gzip(headers: &HeaderMap) -> bool {
    let mut encodings = headers::content_encodings(headers);
    let is_gzip = encodings.next().is_some_and(|encoding| ["gzip", "x-gzip"].iter().any(|name| encoding.eq_ignore_ascii_case(name)));
    is_gzip && encodings.next().is_none()
}

struct Compressed {
    body: BoxStream<'static, reqwest::Result<Bytes>>,
    /// The received bytes that are not yet decoded.
    chunk: Bytes,
    decoder: MultiGzDecoder<Vec<u8>>,
    is_empty: bool,
    /// Whether the last step produced much output or none, as empty members do: other tasks may run before the next step.
    is_tired: bool,
    /// How the body ended, returned after all decoded data.
    end: Option<Result<(), BoxError>>,
}

impl Compressed {
    /// Returns the next piece of output, then the error if there is one.
    async fn next(mut self) -> Option<(Result<Vec<u8>, BoxError>, Self)> {
        loop {
            match self.end.take() {
                Some(Err(error)) => {
                    self.end = Some(Ok(()));
                    return Some((Err(error), self));
                }
                Some(Ok(())) => return None,
                None => {}
            }
            self.end = if self.chunk.is_empty() {
                match self.body.next().await {
                    Some(Ok(chunk)) => {
                        self.is_empty &= chunk.is_empty();
                        self.chunk = chunk;
                        continue;
                    }
                    Some(Err(error)) => Some(Err(error.into())),
                    None if self.is_empty => Some(Ok(())),
                    // A member that is not finished may be missing data, so the response is incomplete.
                    None => Some(self.decoder.try_finish().map_err(|error| io::Error::new(io::ErrorKind::UnexpectedEof, error).into())),
                }
            } else {
                if self.is_tired {
                    self.is_tired = false;
                    yield_now().await;
                }
                let step = self.chunk.split_to(STEP.min(self.chunk.len()));
                let written = self.decoder.write_all(&step).and_then(|()| self.decoder.flush());
                written.err().map(|error| Err(error.into()))
            };
            let decoded = std::mem::take(self.decoder.get_mut());
            self.is_tired = decoded.is_empty() || decoded.len() > A_LOT;
            if !decoded.is_empty() {
                return Some((Ok(decoded), self));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use futures::poll;

    use super::*;

    fn member(content: &[u8]) -> Vec<u8> {
        let mut member = GzEncoder::new(Vec::new(), Compression::default());
        member.write_all(content).unwrap();
        member.finish().unwrap()
    }

    /// Decodes a body that is available at once, and returns how often other tasks may run and the length of the output, in bytes.
    async fn pauses(compressed: Vec<u8>) -> (usize, usize) {
        let response = http::Response::builder().header(CONTENT_ENCODING, "gzip").body(Body::from(compressed)).unwrap();
        let mut decoded = super::decoded(response).into_body().into_data_stream();
        let (mut pauses, mut length) = (0, 0);
        loop {
            match poll!(decoded.next()) {
                std::task::Poll::Pending => pauses += 1,
                std::task::Poll::Ready(Some(piece)) => length += piece.unwrap().len(),
                std::task::Poll::Ready(None) => return (pauses, length),
            }
        }
    }

    #[tokio::test]
    async fn other_tasks_run_after_each_step_with_no_or_much_output() {
        let empty = member(b"").repeat(2000);
        let steps = empty.len().div_ceil(STEP);
        assert_eq!(pauses(empty).await, (steps - 1, 0));
        let (paused, length) = pauses(member(&vec![0; 64 << 20])).await;
        assert!(paused >= 15 && length == 64 << 20, "{paused} pauses in {length} bytes");
    }

    #[tokio::test]
    async fn a_small_body_is_decoded_at_once() {
        assert_eq!(pauses(member(b"Neural networks")).await, (0, 15));
    }
}
