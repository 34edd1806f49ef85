//! What stands behind an error.

use std::error::Error as StdError;
use std::{io, iter};

/// Whether this is, or holds, an error of invalid data, as TLS libraries report theirs.
pub(super) fn is_invalid_data(error: &io::Error) -> bool {
    let held = || error.get_ref().and_then(|held| held.downcast_ref());
    error.kind() == io::ErrorKind::InvalidData || held().is_some_and(is_invalid_data)
}

/// An error, and what stands behind it, outermost first.
pub(super) fn sources<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(Some(error), |&error| error.source())
}
