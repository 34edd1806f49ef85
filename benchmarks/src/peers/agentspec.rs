//! Ours: `sse::Decoder`, and `StreamEvent` from its frames.

use std::error::Error;
use std::pin::pin;

use agentspec_ext::{EventDecoder, StreamEvent};
use agentspec_ext::sse::{Decoder, Frame};
use bytes::Bytes;
use futures::stream::{Stream, StreamExt};

use super::Peer;
use crate::Result;

pub(crate) struct Agentspec;

impl Peer for Agentspec {
    const NAME: &'static str = "agentspec";

    async fn each_frame<E: Error + Send + Sync + 'static>(
        body: impl Stream<Item = Result<Bytes, E>>,
        mut see: impl FnMut(&str, &str) -> Result<()>,
    ) -> Result<()> {
        decode(body, |frame| see(&frame.event(), &frame.data())).await
    }
}

/// Gives each typed event to `see`.
pub(crate) async fn each_event<E: Error + Send + Sync + 'static>(
    body: impl Stream<Item = Result<Bytes, E>>,
    mut see: impl FnMut(StreamEvent) -> Result<()>,
) -> Result<()> {
    let mut body = pin!(body);
    let mut decoder = EventDecoder::new();
    while let Some(piece) = body.next().await {
        decoder.push(piece?);
        while let Some(event) = decoder.next_event()? {
            see(event)?;
        }
    }
    Ok(())
}

async fn decode<E: Error + Send + Sync + 'static>(
    body: impl Stream<Item = Result<Bytes, E>>,
    mut see: impl FnMut(Frame<'_>) -> Result<()>,
) -> Result<()> {
    let mut body = pin!(body);
    let mut decoder = Decoder::new();
    while let Some(piece) = body.next().await {
        decoder.push(piece?);
        while let Some(frame) = decoder.next_frame()? {
            see(frame)?;
        }
    }
    Ok(())
}
