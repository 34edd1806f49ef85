//! Go, by apidiff.

use std::path::Path;

use super::{Found, workplace};
use crate::{Result, go};

pub(super) fn compare(old: &Path) -> Result<Found> {
    let breaks = go::breaks_since(&old.join("sdks/go"), &workplace())?;
    Ok(if breaks.trim().is_empty() { Found::Nothing } else { Found::Breaks(breaks) })
}
