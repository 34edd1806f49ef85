//! The source chain of an error.

use std::error::Error as StdError;
use std::{io, iter};

/// Returns whether the error is or wraps an error of invalid data, the kind of error that TLS libraries report.
pub(super) fn is_invalid_data(error: &io::Error) -> bool {
    let inner = || error.get_ref().and_then(|inner| inner.downcast_ref());
    error.kind() == io::ErrorKind::InvalidData || inner().is_some_and(is_invalid_data)
}

/// Returns the error and its sources, outermost first.
pub(crate) fn sources<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(Some(error), |&error| error.source())
}
