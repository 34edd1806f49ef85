//! Decodes answers that are compressed by gzip, as they arrive.
//!
//! The HTTP library's own decoder drops what it has decoded when the connection breaks: of a stream, events that had arrived.

use std::error::Error as StdError;
use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use futures::StreamExt;
use futures::stream::{BoxStream, unfold};
use http_body_util::BodyExt;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use reqwest::{Body, Response};
use tokio::task::yield_now;

use crate::headers;

/// How much is decompressed at once, in bytes: at most a thousand times that comes of it, and is in memory before anyone can refuse it.
const STEP: usize = 4 << 10;

/// How much may come of a step, in bytes, before others may run.
const A_LOT: usize = 64 << 10;

type BoxError = Box<dyn StdError + Send + Sync>;

/// The answer, decoded if it is compressed by gzip. Its headers are then those of the decoded body.
pub(super) fn decoded(response: Response) -> Response {
    if !is_gzip(response.headers()) {
        return response;
    }
    let (mut parts, body) = http::Response::from(response).into_parts();
    parts.headers.remove(CONTENT_ENCODING);
    parts.headers.remove(CONTENT_LENGTH);
    let body = body.into_data_stream().boxed();
    let compressed =
        Compressed { body, chunk: Bytes::new(), decoder: MultiGzDecoder::new(Vec::new()), is_empty: true, is_tired: false, end: None };
    http::Response::from_parts(parts, Body::wrap_stream(unfold(compressed, Compressed::next))).into()
}

fn is_gzip(headers: &HeaderMap) -> bool {
    let mut encodings = headers::content_encodings(headers);
    let is_gzip = encodings.next().is_some_and(|encoding| ["gzip", "x-gzip"].iter().any(|name| encoding.eq_ignore_ascii_case(name)));
    is_gzip && encodings.next().is_none()
}

struct Compressed {
    body: BoxStream<'static, reqwest::Result<Bytes>>,
    /// What has come and is not decoded.
    chunk: Bytes,
    decoder: MultiGzDecoder<Vec<u8>>,
    is_empty: bool,
    /// Whether the last step was much work, or brought nothing, as empty members do: others may run before the next.
    is_tired: bool,
    /// How the body ended, to be told after all that was decoded of it.
    end: Option<Result<(), BoxError>>,
}

impl Compressed {
    /// The next piece, then the error if there is one.
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
                    // What the decoder has not got may be missing: that is no whole answer, whatever it is.
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

    /// How often others may run while this is decoded, which is there at once; and how much comes of it, in bytes.
    async fn pauses(compressed: Vec<u8>) -> (usize, usize) {
        let response = http::Response::builder().header(CONTENT_ENCODING, "gzip").body(Body::from(compressed)).unwrap();
        let mut decoded = super::decoded(response.into()).bytes_stream();
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
    async fn others_may_run_after_each_step_that_brings_nothing_or_much() {
        let empty = member(b"").repeat(2000);
        let steps = empty.len().div_ceil(STEP);
        assert_eq!(pauses(empty).await, (steps - 1, 0));
        let (paused, length) = pauses(member(&vec![0; 64 << 20])).await;
        assert!(paused >= 15 && length == 64 << 20, "{paused} pauses in {length} bytes");
    }

    #[tokio::test]
    async fn what_is_little_work_is_decoded_at_once() {
        assert_eq!(pauses(member(b"Neural networks")).await, (0, 15));
    }
}
