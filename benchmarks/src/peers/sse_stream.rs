//! sse-stream: `SseByteStream`, which its documentation prefers for streams of bytes.

use std::error::Error;
use std::pin::pin;

use bytes::Bytes;
use futures::stream::{Stream, StreamExt};
use sse_stream::SseByteStream;

use super::Peer;
use crate::Result;

pub(crate) struct SseStream;

impl Peer for SseStream {
    const NAME: &'static str = "sse-stream";

    async fn each_frame<E: Error + Send + Sync + 'static>(
        body: impl Stream<Item = Result<Bytes, E>>,
        mut see: impl FnMut(&str, &str) -> Result<()>,
    ) -> Result<()> {
        let mut events = pin!(SseByteStream::new(body));
        while let Some(event) = events.next().await {
            let event = event?;
            // It has no data in a block that WHATWG does not dispatch.
            if let Some(data) = event.data {
                see(event.event.as_deref().unwrap_or("message"), &data)?;
            }
        }
        Ok(())
    }
}
