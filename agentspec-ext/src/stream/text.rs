//! The pieces of text of a streamed answer.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::stream::FusedStream;
use futures::{Stream, StreamExt};

use super::EventStream;
use crate::error::Error;
use crate::event::StreamEvent;

/// A [`Stream`] of the pieces of text of a streamed answer. Created by [`EventStream::text_stream`].
///
/// # Errors
/// Fails as the [`EventStream`] does. An `error` event is returned as an error of its code's kind.
#[derive(Debug)]
#[must_use = "a stream does nothing unless it is read"]
pub struct TextStream {
    pub(crate) events: EventStream,
}

impl TextStream {
    pub(super) fn new(events: EventStream) -> Self {
        Self { events }
    }
}

impl Stream for TextStream {
    type Item = Result<String, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let item = match ready!(self.events.poll_next_unpin(task)) {
                None => None,
                Some(Err(error)) => Some(Err(error)),
                Some(Ok(StreamEvent::Token(token))) => Some(Ok(token.content)),
                Some(Ok(StreamEvent::Error(error))) => Some(Err(self.events.position().error_from_event(*error))),
                // Other events, including unknown ones, are not part of the text.
                Some(Ok(_)) => continue,
            };
            return Poll::Ready(item);
        }
    }
}

impl FusedStream for TextStream {
    fn is_terminated(&self) -> bool {
        self.events.is_terminated()
    }
}
