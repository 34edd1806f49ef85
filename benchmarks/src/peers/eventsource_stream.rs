//! eventsource-stream: a stream of events around a stream of bytes, which is all its API.

use std::error::Error;
use std::pin::pin;

use bytes::Bytes;
use eventsource_stream::Eventsource;
use futures::stream::{Stream, StreamExt};

use super::Peer;
use crate::Result;

pub(crate) struct EventsourceStream;

impl Peer for EventsourceStream {
    const NAME: &'static str = "eventsource-stream";

    async fn each_frame<E: Error + Send + Sync + 'static>(
        body: impl Stream<Item = Result<Bytes, E>>,
        mut see: impl FnMut(&str, &str) -> Result<()>,
    ) -> Result<()> {
        let mut events = pin!(body.eventsource());
        while let Some(event) = events.next().await {
            let event = event?;
            see(&event.event, &event.data)?;
        }
        Ok(())
    }
}
