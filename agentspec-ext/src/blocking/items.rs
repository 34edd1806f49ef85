//! A stream as a blocking iterator, whatever its items.

use std::fmt;
use std::iter::FusedIterator;

use futures::stream::BoxStream;
use futures::{Stream, StreamExt};

use super::runtime::block_on;
use crate::error::Error;

/// A blocking iterator over the items of a stream: the pieces of a text, the changes of a run, all sessions.
///
/// Ends after its first error. In a task of an async runtime the next item is a configuration error ([`Error::is_configuration`]).
#[must_use = "an iterator does nothing unless it is read"]
pub struct Items<T> {
    /// None after the end, so that the stream is dropped.
    stream: Option<Box<dyn Source<T>>>,
}

/// A stream that can be read by blocking.
pub(super) trait Source<T>: Stream<Item = Result<T, Error>> + Send + Unpin {
    /// Converts the error of a thread that may not block to the error of this stream.
    fn local_error(&mut self, why: Error) -> Error {
        why
    }
}

impl<T> Source<T> for BoxStream<'static, Result<T, Error>> {}

impl<T> Items<T> {
    pub(super) fn new(stream: impl Source<T> + 'static) -> Self {
        Self { stream: Some(Box::new(stream)) }
    }
}

impl<T> Iterator for Items<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = self.stream.as_mut()?;
        let item = block_on(stream.next()).unwrap_or_else(|why| Some(Err(stream.local_error(why))));
        if !matches!(item, Some(Ok(_))) {
            self.stream = None;
        }
        item
    }
}

impl<T> FusedIterator for Items<T> {}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("is_ended", &self.stream.is_none()).finish_non_exhaustive()
    }
}
