//! The decoders that are compared, each driven as its documentation shows it fastest. All are asked alike: pieces in, frames out.

mod agentspec;
mod eventsource_stream;
mod floor;
mod sse_core;
mod sse_stream;

use std::convert::Infallible;
use std::error::Error;

use bytes::Bytes;
use futures::stream::{self, Stream};

pub(crate) use self::agentspec::{Agentspec, each_borrowed, each_event};
pub(crate) use self::eventsource_stream::EventsourceStream;
pub(crate) use self::floor::line_ends;
pub(crate) use self::sse_core::SseCore;
pub(crate) use self::sse_stream::SseStream;
use crate::Result;

/// A decoder of frames.
pub(crate) trait Peer {
    const NAME: &'static str;

    /// Gives the name and the data of each frame to `see`.
    async fn each_frame<E: Error + Send + Sync + 'static>(
        body: impl Stream<Item = Result<Bytes, E>>,
        see: impl FnMut(&str, &str) -> Result<()>,
    ) -> Result<()>;
}

/// A body that has all its pieces and never lets wait.
pub(crate) fn body(pieces: Vec<Bytes>) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::iter(pieces.into_iter().map(Ok))
}
