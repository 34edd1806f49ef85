//! A stream as an iterator. Does not know what it is a stream of.

use std::fmt;
use std::iter::FusedIterator;

use futures::stream::BoxStream;
use futures::{Stream, StreamExt};

use super::runtime::block_on;
use crate::error::Error;

/// What comes one after the other, each waited for: the pieces of a text, the steps of a run, all sessions.
///
/// Ends with its first error. In a task of an async runtime that is the next item, of which
/// [`is_configuration`](Error::is_configuration) is true.
#[must_use = "nothing is asked for before it is read"]
pub struct Items<T> {
    /// None once it has ended, so that what it holds is let go.
    stream: Option<Box<dyn Source<T>>>,
}

/// What can be waited for.
pub(super) trait Source<T>: Stream<Item = Result<T, Error>> + Send + Unpin {
    /// The error that it is to wait where that is refused.
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
