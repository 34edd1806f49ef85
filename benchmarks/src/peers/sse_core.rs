//! sse-core: its decoder without I/O, `SseDecoder::next`, which takes the bytes out of the piece itself.

use std::error::Error;
use std::pin::pin;

use bytes::Bytes;
use futures::stream::{Stream, StreamExt};
use sse_core::{SseDecoder, SseEvent};

use super::Peer;
use crate::Result;

pub(crate) struct SseCore;

impl Peer for SseCore {
    const NAME: &'static str = "sse-core";

    async fn each_frame<E: Error + Send + Sync + 'static>(
        body: impl Stream<Item = Result<Bytes, E>>,
        mut see: impl FnMut(&str, &str) -> Result<()>,
    ) -> Result<()> {
        let mut body = pin!(body);
        let mut decoder = SseDecoder::new();
        while let Some(piece) = body.next().await {
            let mut piece = piece?;
            while let Some(event) = decoder.next(&mut piece) {
                if let SseEvent::Message(message) = event? {
                    see(&message.event, &message.data)?;
                }
            }
        }
        Ok(())
    }
}
